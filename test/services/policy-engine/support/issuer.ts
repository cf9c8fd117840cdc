import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** Tokens of an issuer that the policy engine of the tests believes. */
export const ISSUER = "https://login.example.com/";
export const AUDIENCE = "https://api.example.com";
/** The instant of every decision of the tests: a Monday. */
export const NOW = Date.parse("2026-03-02T10:00:00Z");
export const NOW_SECONDS = NOW / 1000;

const pair = await generateKeyPair("ES256", { extractable: true });
export const privateKey = pair.privateKey;
export const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: "key-1", alg: "ES256", use: "sig" };
export const keySet = createLocalJWKSet({ keys: [publicJwk] });

/** The claims of a token of u-17, unless others are given; undefined takes a claim away. */
export function claims(changes: Readonly<Record<string, unknown>> = {}): JWTPayload {
  return Object.fromEntries(
    Object.entries({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: "u-17",
      iat: NOW_SECONDS - 60,
      exp: NOW_SECONDS + 600,
      sid: "session-1",
      groups: ["oncall"],
      acr: "aal2",
      amr: ["webauthn"],
      auth_time: NOW_SECONDS - 60,
      ...changes,
    }).filter(([, value]) => value !== undefined),
  );
}

/** A token with these claims, signed with the issuer's key. */
export function token(
  changes: Readonly<Record<string, unknown>> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims(changes))
    .setProtectedHeader({ alg: "ES256", kid: "key-1", typ: "at+jwt", ...header })
    .sign(privateKey);
}

/** A token of any header, claims and signature, as strangers make them. */
export function forgedToken(header: unknown, payload: unknown, signature = ""): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(payload)}.${signature}`;
}
