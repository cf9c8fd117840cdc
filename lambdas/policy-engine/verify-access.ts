import type { Decision } from "../../core/policy/decision.js";
import type { AccessRequest } from "../../core/policy/request.js";
import { type AccessAnswer, transportDenial } from "./access-answer.js";
import { decideAcross } from "./decide-across.js";
import { type DeviceFacts, judgeDevice } from "./device.js";
import type { PolicyEnginePorts, RegistryRecords } from "./ports.js";
import type { PresentedRequest, Target } from "./presented-request.js";
import { denied, type Verified, verified } from "./reasons.js";
import type { PolicyEngineSettings } from "./settings.js";
import { readClaims, subjectKey, type TokenSubject } from "./token/claims.js";
import { verifyToken } from "./token/verify-token.js";

/** Without a device there is nothing to be stale. */
const NO_DEVICE = { device: undefined, postureIsStale: false, freshUntil: Infinity } as const;

/**
 * Decides on one request: token, target, records of device and revocations, policies, in this order, and the first
 * that fails is the reason.
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
  const subject = await verifySubject(presented, settings, ports, now);
  if (!subject.ok) return transportDenial(subject.reason);
  const answer = await decideFor(subject.value, presented, settings, ports, now, signal);
  return answer.ok ? answer.value : transportDenial(answer.reason, subject.value);
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

async function decideFor(
  subject: TokenSubject,
  presented: PresentedRequest,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
  now: number,
  signal: AbortSignal,
): Promise<Verified<AccessAnswer>> {
  const { target } = presented;
  if (!target.ok) return target;
  const { deviceId, sessionId } = subject;
  const records = await ports.registry({ subject: subjectKey(subject), deviceId, sessionId }, signal);
  if (!records.ok) return records;
  const standing = judgeStanding(subject, records.value, settings, now);
  if (!standing.ok) return standing;
  const bundle = await ports.policies(records.value.policyHash, signal);
  if (!bundle.ok) return bundle;
  const { subjectPolicies } = records.value;
  const decision = decideAcross(
    subjectPolicies === undefined ? [bundle.value] : [bundle.value, subjectPolicies],
    accessRequest(subject, target.value, standing.value, presented, now),
  );
  return verified(answerOf(decision, subject, standing.value));
}

type Standing = DeviceFacts | typeof NO_DEVICE;

/** Whether token, session and device still stand. */
function judgeStanding(
  subject: TokenSubject,
  records: RegistryRecords,
  settings: PolicyEngineSettings,
  now: number,
): Verified<Standing> {
  if (records.sessionRevoked) return denied("session_revoked");
  // iat has whole seconds: a token of the second of the revocation counts as older.
  if (subject.issuedAt <= (records.tokensRevokedUntil ?? -Infinity)) return denied("token_revoked");
  if (subject.deviceId === undefined) return verified(NO_DEVICE);
  const { postureMaximumAgeSeconds } = settings;
  return judgeDevice(subject.deviceId, records.device, subjectKey(subject), now, postureMaximumAgeSeconds);
}

function accessRequest(
  subject: TokenSubject,
  target: Target,
  { device }: Standing,
  { sourceIp, place, justification }: PresentedRequest,
  now: number,
): AccessRequest {
  return {
    subject: {
      kind: subject.kind,
      id: subject.id,
      // Whatever is no list of texts is for the policies to refuse.
      groups: subject.groups as readonly string[],
      attributes: subject.attributes,
    },
    ...target,
    context: {
      time: new Date(now).toISOString(),
      authentication: subject.authentication,
      ...(sourceIp === undefined ? {} : { sourceIp }),
      ...(place.country === undefined ? {} : { country: place.country }),
      ...(device === undefined ? {} : { device }),
      ...(justification === undefined ? {} : { justification }),
    },
  };
}

function answerOf(decision: Decision, subject: TokenSubject, standing: Standing): AccessAnswer {
  const allowed = decision.decision === "allow";
  const isStale = decision.reason === "device_not_trusted" && standing.postureIsStale;
  return {
    allowed,
    reason: isStale ? "device_posture_stale" : decision.reason,
    policy: decision.policy,
    because: decision.because,
    obligations: decision.obligations,
    validUntil: allowed
      ? earliest(decision.validUntil, subject.expiresAt, standing.freshUntil)
      : decision.validUntil,
    subject,
  };
}

/** An allow ends with the token and with the posture, too. */
function earliest(validUntil: string | null, ...instants: readonly number[]): string {
  const ends = validUntil === null ? Infinity : Date.parse(validUntil);
  return new Date(Math.min(ends, ...instants)).toISOString();
}
