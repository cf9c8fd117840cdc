import { boundKey } from "../../core/identity/dpop.js";
import { transportDenial } from "./access-answer.js";
import type { Authenticated } from "./answer-and-record.js";
import type { PolicyEnginePorts } from "./ports.js";
import type { PresentedRequest } from "./presented-request.js";
import { denied, type Verified } from "./reasons.js";
import type { PolicyEngineSettings } from "./settings.js";
import { readClaims, type TokenSubject } from "./token/claims.js";
import { verifyToken } from "./token/verify-token.js";

/**
 * Authenticates a request by its token; then its target has to be readable. The first that fails is the reason.
 *
 * @param now milliseconds since 1970, the one instant of this decision
 */
export async function authenticate(
  presented: PresentedRequest,
  settings: PolicyEngineSettings,
  { keys }: Pick<PolicyEnginePorts, "keys">,
  now: number,
): Promise<Authenticated> {
  const verification = await verifySubject(presented, settings, keys, now);
  if (!verification.ok) return { ok: false, denial: transportDenial(verification.reason) };
  const subject = verification.value;
  const { target, sourceIp, place, justification } = presented;
  if (!target.ok) return { ok: false, denial: transportDenial(target.reason, subject) };
  const context = {
    authentication: subject.authentication,
    ...(sourceIp === undefined ? {} : { sourceIp }),
    ...(place.country === undefined ? {} : { country: place.country }),
    ...(justification === undefined ? {} : { justification }),
  };
  return { ok: true, value: { subject, target: target.value, context } };
}

async function verifySubject(
  { token, keyThumbprint }: PresentedRequest,
  settings: PolicyEngineSettings,
  keys: PolicyEnginePorts["keys"],
  now: number,
): Promise<Verified<TokenSubject>> {
  if (!token.ok) return token;
  const payload = await verifyToken(token.value, keys, settings.token, now);
  if (!payload.ok) return payload;
  // Without the key a bound token is a stolen one (RFC 9449 section 7.1).
  const bound = boundKey(payload.value);
  if (bound !== undefined && bound !== keyThumbprint) return denied("token_key_not_proven");
  return readClaims(payload.value, settings);
}
