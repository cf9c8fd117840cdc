import type { Decision } from "../../core/policy/language/decision.js";
import { grantPolicyId, rowPolicyId } from "../../core/policy/language/policy-id.js";
import type { AccessRequest } from "../../core/policy/request/request.js";
import { parseInstant, writtenInstant } from "../../core/time/instant.js";
import type { AccessAnswer, AccessSubject } from "./access-answer.js";
import { type AddedPolicies, decideAcross } from "./decide-across.js";
import { type DeviceFacts, judgeDevice } from "./device.js";
import type {
  DecisionPorts,
  DecisionSources,
  MeasuredRisk,
  RegistryRecords,
  VouchedRequest,
} from "./ports.js";
import { denied, type Verified, verified } from "./reasons.js";
import { withRequestableAccess } from "./requestable-access.js";

/** Without a device there is nothing to be stale. */
const NO_DEVICE = { device: undefined, postureIsStale: false, freshUntil: Infinity } as const;

/** Whether token, session and device still stand, and what the policies may know of the device. */
export type Standing = DeviceFacts | typeof NO_DEVICE;

/**
 * Decides by the records of session and device, and then by the policies; the first that fails is the reason.
 *
 * @param postureMaximumAgeSeconds age at which a measured posture stops counting
 * @param subjectPoliciesMayAllow whether the policies of a subject's row may also allow; they always deny
 */
export function decideAccess(
  { registry, policies, requestable }: DecisionSources,
  postureMaximumAgeSeconds: number,
  subjectPoliciesMayAllow = false,
): DecisionPorts["decide"] {
  return async (request, now, signal) => {
    const { subject } = request;
    const { deviceId, sessionId } = subject;
    const records = await registry({ subject: subjectKey(subject), deviceId, sessionId }, signal);
    if (!records.ok) return records;
    const standing = judgeStanding(subject, records.value, postureMaximumAgeSeconds, now);
    if (!standing.ok) return standing;
    const bundle = await policies(records.value.policyHash, signal);
    if (!bundle.ok) return bundle;
    const asked = accessRequest(request, standing.value, records.value.risk, now);
    const added = policiesOfRows(records.value, subjectPoliciesMayAllow);
    const decision = withRequestableAccess(decideAcross(bundle.value, added, asked), asked, requestable);
    return verified(answerOf(decision, subject, standing.value));
  };
}

/**
 * What the registry adds to the bundle. Rows of the subject are written by whoever may revoke, so they deny, and allow
 * only where the operator says so; what a grant gave may allow in any case.
 */
function policiesOfRows(
  { subjectPolicies, grantPolicies }: RegistryRecords,
  mayAllow: boolean,
): AddedPolicies[] {
  return [
    ...(subjectPolicies === undefined ? [] : [{ policies: subjectPolicies, mayAllow, idOf: rowPolicyId }]),
    ...(grantPolicies === undefined
      ? []
      : [{ policies: grantPolicies, mayAllow: true, idOf: grantPolicyId }]),
  ];
}

/** "user:u-17": how policies, the registry and the revocations name the subject. */
function subjectKey({ kind, id }: AccessSubject): string {
  return `${kind}:${id}`;
}

/** Whether token, session and device still stand. */
export function judgeStanding(
  subject: AccessSubject,
  records: RegistryRecords,
  postureMaximumAgeSeconds: number,
  now: number,
): Verified<Standing> {
  if (records.sessionRevoked) return denied("session_revoked");
  // iat has whole seconds: a token of the second of the revocation counts as older, and so does one of no known age.
  if ((subject.issuedAt ?? -Infinity) <= (records.tokensRevokedUntil ?? Number.NaN))
    return denied("token_revoked");
  if (subject.deviceId === undefined) return verified(NO_DEVICE);
  return judgeDevice(subject.deviceId, records.device, subjectKey(subject), now, postureMaximumAgeSeconds);
}

function accessRequest(
  { subject, target, context }: VouchedRequest,
  { device }: Standing,
  measured: MeasuredRisk | undefined,
  now: number,
): AccessRequest {
  const { device: _, ...others } = context;
  return {
    subject: {
      // Another kind, or groups that are not a list of texts, are for the policies to refuse.
      kind: subject.kind as "user" | "service",
      id: subject.id,
      groups: subject.groups as readonly string[],
      attributes: subject.attributes,
    },
    ...target,
    context: {
      ...others,
      time: new Date(now).toISOString(),
      ...(device === undefined ? {} : { device }),
      ...riskFacts(context, measured),
    },
  };
}

/** The risk that the registry has, unless who vouches for the subject knows of a greater one. */
function riskFacts(
  { risk }: VouchedRequest["context"],
  measured: MeasuredRisk | undefined,
): Pick<AccessRequest["context"] & object, "risk" | "riskAt"> {
  if (measured === undefined || (typeof risk === "number" && risk > measured.risk)) return {};
  const riskAt = measured.at === undefined ? null : writtenInstant(measured.at);
  return { risk: measured.risk, ...(riskAt === null ? {} : { riskAt }) };
}

/** Of two measurements the greater risk; of two that are equal the later. */
export function greaterRisk(
  one: MeasuredRisk | undefined,
  other: MeasuredRisk | undefined,
): MeasuredRisk | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.risk !== other.risk) return one.risk > other.risk ? one : other;
  // Of unknown age: no authentication is known to have come after it.
  if (one.at === undefined || other.at === undefined) return { risk: one.risk };
  return one.at > other.at ? one : other;
}

function answerOf(decision: Decision, subject: AccessSubject, standing: Standing): AccessAnswer {
  const allowed = decision.decision === "allow";
  const isStale = decision.reason === "device_not_trusted" && standing.postureIsStale;
  return {
    allowed,
    reason: isStale ? "device_posture_stale" : decision.reason,
    policy: decision.policy,
    because: decision.because,
    obligations: decision.obligations,
    ...(decision.obligationsComplete === false ? { obligationsComplete: false } : {}),
    validUntil: allowed
      ? earliest(decision.validUntil, subject.expiresAt, standing.freshUntil)
      : decision.validUntil,
    subject,
  };
}

/** An allow ends with the token and with the posture, too. */
function earliest(validUntil: string | null, ...instants: readonly number[]): string | null {
  const end = Math.min(validUntil === null ? Infinity : parseInstant(validUntil), ...instants);
  return writtenInstant(end);
}
