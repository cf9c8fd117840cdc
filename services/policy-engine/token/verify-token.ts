import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { denied, type TransportReasonCode, type Verified, verified } from "../reasons.js";
import type { TokenExpectations } from "../settings.js";

/** RFC 9068 section 2.2 asks for them; without exp and iat a token could be neither ended nor revoked. */
const REQUIRED_CLAIMS = ["iss", "aud", "sub", "exp", "iat"];

const REASON_OF_CLAIM: Readonly<Record<string, TransportReasonCode>> = {
  iss: "token_issuer_refused",
  aud: "token_audience_refused",
  typ: "token_type_refused",
  nbf: "token_not_yet_valid",
};

/**
 * The claims of a signed token.
 *
 * RFC 8725: the algorithms are fixed beforehand and asymmetric, issuer, audience and type are checked, and nothing in
 * the token says where its key comes from (jku, x5u and jwk headers are not looked at).
 *
 * @param now milliseconds since 1970
 */
export async function verifyToken(
  token: string,
  keys: JWTVerifyGetKey,
  expected: TokenExpectations,
  now: number,
): Promise<Verified<JWTPayload>> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [...expected.algorithms],
      issuer: expected.issuer,
      audience: [...expected.audience],
      requiredClaims: [...REQUIRED_CLAIMS, ...expected.requiredClaims],
      clockTolerance: expected.clockToleranceSeconds,
      currentDate: new Date(now),
      ...(expected.type === undefined ? {} : { typ: expected.type }),
      ...(expected.maximumAgeSeconds === undefined ? {} : { maxTokenAge: expected.maximumAgeSeconds }),
    });
    const latest = Math.floor(now / 1000) + expected.clockToleranceSeconds;
    // jose looks at a future iat only together with a maximum age.
    if (typeof payload.iat === "number" && payload.iat > latest) return denied("token_not_yet_valid");
    return verified(payload);
  } catch (error) {
    return denied(reasonOf(error));
  }
}

/** What jose found; whatever else escapes comes from reading the key set. */
function reasonOf(error: unknown): TransportReasonCode {
  if (error instanceof errors.JWTExpired) return "token_expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === "missing" || error.reason === "invalid") return "token_claim_missing";
    return error.claim === "iat"
      ? "token_not_yet_valid"
      : (REASON_OF_CLAIM[error.claim] ?? "token_claim_missing");
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "token_algorithm_refused";
  if (error instanceof errors.JOSENotSupported) return "token_algorithm_refused";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "token_signature_invalid";
  if (error instanceof errors.JWKSNoMatchingKey) return "token_key_unknown";
  if (error instanceof errors.JWKSMultipleMatchingKeys) return "token_key_unknown";
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return "token_malformed";
  return "key_set_unavailable";
}
