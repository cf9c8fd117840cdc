import { type AccessAnswer, transportDenial } from "./access-answer.js";
import type { PolicyEnginePorts } from "./ports.js";
import type { PresentedRequest } from "./presented-request.js";
import type { Verified } from "./reasons.js";
import type { PolicyEngineSettings } from "./settings.js";
import { readClaims, type TokenSubject } from "./token/claims.js";
import { verifyToken } from "./token/verify-token.js";

/**
 * Decides on one request: token, target, records of session and device, policies, in this order, and the first that
 * fails is the reason.
 *
 * @param now milliseconds since 1970, the one instant of this decision
 */
export async function verifyAccess(
  presented: PresentedRequest,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
  now: number,
  signal: AbortSignal,
): Promise<AccessAnswer> {
  const verification = await verifySubject(presented, settings, ports, now);
  if (!verification.ok) return transportDenial(verification.reason);
  const subject = verification.value;
  const { target, sourceIp, place, justification } = presented;
  if (!target.ok) return transportDenial(target.reason, subject);
  const context = {
    authentication: subject.authentication,
    ...(sourceIp === undefined ? {} : { sourceIp }),
    ...(place.country === undefined ? {} : { country: place.country }),
    ...(justification === undefined ? {} : { justification }),
  };
  const answer = await ports.decide({ subject, target: target.value, context }, now, signal);
  return answer.ok ? answer.value : transportDenial(answer.reason, subject);
}

async function verifySubject(
  { token }: PresentedRequest,
  settings: PolicyEngineSettings,
  { keys }: PolicyEnginePorts,
  now: number,
): Promise<Verified<TokenSubject>> {
  if (!token.ok) return token;
  const payload = await verifyToken(token.value, keys, settings.token, now);
  return payload.ok ? readClaims(payload.value, settings) : payload;
}
