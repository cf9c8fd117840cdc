import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";

/** What teams write where they have no policy engine: a Lambda authorizer that verifies the token, and nothing else. */
export function plainHandler(keySet: JSONWebKeySet, issuer: string, audience: string) {
  const keys = createLocalJWKSet(keySet);
  return async (event: { headers: Record<string, string> }) => {
    try {
      const token = (event.headers["authorization"] ?? "").replace(/^Bearer /, "");
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ["ES256", "RS256"],
        typ: "at+jwt",
      });
      return { isAuthorized: true, context: { subject: payload.sub } };
    } catch {
      return { isAuthorized: false };
    }
  };
}
