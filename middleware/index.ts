/** The public API of `cordon/middleware`: the policy engine in front of a Node web server. */
export { CordonError, type Problem } from "../core/errors.js";
export type { Obligation, ReasonCode } from "../core/policy/language/decision.js";
export type { AccessPolicy } from "../core/policy/language/policy.js";
export type { AccessAnswer, AccessSubject } from "../services/policy-engine/access-answer.js";
export type {
  DecisionSources,
  DeviceRecord,
  MeasuredRisk,
  RegistryQuery,
  RegistryRecords,
} from "../services/policy-engine/ports.js";
export type { Target } from "../services/policy-engine/presented-request.js";
export type { AccessReason, TransportReasonCode } from "../services/policy-engine/reasons.js";
export type { RecordedAnswer } from "../services/policy-engine/record-answer.js";
export type { ClaimNames, TrustedOrigin } from "../services/policy-engine/settings.js";
export { accessOf, type Middleware } from "./enforce.js";
export type { CordonErrorCode } from "./error-codes.js";
export type { RemoteEvaluation, TokenOptions, ZeroTrustOptions } from "./options.js";
export { zeroTrust } from "./zero-trust.js";
