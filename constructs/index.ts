/** The public API of Cordon. Everything that is not exported here may change without notice. */

export type {
  ApprovalRule,
  BreakGlassRule,
  EntitlementFile,
  EntitlementStatement,
  ReasonRule,
} from "../core/access/entitlement.js";
export type { BrokerAddress } from "../core/contracts/broker-address.js";
export type { AccessLogRecord } from "../core/detection/access-log.js";
export type { DetectionErrorCode } from "../core/detection/error-codes.js";
export { CordonError, type Problem } from "../core/errors.js";
export type { Severity } from "../core/guardrails/guardrail.js";
export type { PersonKey } from "../core/iam/person-condition.js";
export type { ExpiryFailure, ExpiryProof, ProvenWindow } from "../core/iam/proves-expiry.js";
export type { PolicyDocument } from "../core/iam/render-document.js";
export type { NetworkErrorCode } from "../core/network/error-codes.js";
export {
  type AwsServicePeer,
  type CidrPeer,
  Peer,
  type PrefixListPeer,
  type SecurityGroupPeer,
} from "../core/network/peer.js";
export { Port } from "../core/network/port.js";
export type { NetworkQuotas } from "../core/network/quota.js";
export type { BrokerNotices } from "./access/broker-notices.js";
export type { BrokerStorage } from "./access/broker-storage.js";
export type { EligibleOptions } from "./access/eligible-role.js";
export type { JitErrorCode } from "./access/error-codes.js";
export type { FlowEntitlementOptions } from "./access/flow-grants.js";
export { JitAccess } from "./access/jit-access.js";
export type { IdentityCenterProps, JitAccessProps } from "./access/jit-access-props.js";
export { provesExpiry } from "./access/proves-expiry.js";
export { TimeBoundPolicy } from "./access/time-bound-policy.js";
export type { TimeBoundPolicyProps } from "./access/time-bound-policy-props.js";
export { AccessLog, type AccessLogProps } from "./detection/access-log.js";
export type { AccessLogDelivery } from "./detection/access-log-delivery.js";
export type { AccessLogTable } from "./detection/access-log-table.js";
export { AnomalyDetector } from "./detection/anomaly-detector.js";
export type { AnomalyDetectorProps } from "./detection/anomaly-detector-props.js";
export type { DetectorNotices } from "./detection/detector-notices.js";
export type { DetectorStorage } from "./detection/detector-storage.js";
export type { DetectorErrorCode } from "./detection/error-codes.js";
export type { CordonErrorCode } from "./error-code.js";
export type { DeployedFunction } from "./function/deployed-function.js";
export { type AcknowledgementProps, acknowledge } from "./guardrails/acknowledge.js";
export { EncryptedBucket, type EncryptedBucketProps } from "./guardrails/encrypted-bucket.js";
export {
  EncryptionKey,
  type EncryptionKeyProps,
  type KeyUser,
  logGroupsKeyUser,
} from "./guardrails/encryption-key.js";
export { Guardrails, type GuardrailsProps } from "./guardrails/guardrails.js";
export { Authenticator } from "./identity/authenticator.js";
export type { AuthenticatorProps, RelyingPartyProps, ThrottleProps } from "./identity/authenticator-props.js";
export type { AuthenticatorErrorCode } from "./identity/error-codes.js";
export type { IdentityApi } from "./identity/identity-api.js";
export type { IdentityDomain } from "./identity/identity-domain.js";
export type { IdentityNotices } from "./identity/identity-notices.js";
export type { IdentityStorage } from "./identity/identity-storage.js";
export type { ExpectationEnd, ExpectationOptions } from "./network/expectation-end.js";
export { FlowLogBucket, type FlowLogBucketProps } from "./network/flow-log-bucket.js";
export { Quarantine } from "./network/quarantine.js";
export { type FlowOptions, Segment, type SegmentScope } from "./network/segment.js";
export { Segmentation, type SegmentationProps } from "./network/segmentation.js";
export { SegmentedVpc } from "./network/segmented-vpc.js";
export type { SegmentedVpcProps, TierProps } from "./network/segmented-vpc-props.js";
export type { ServiceEndpointProps } from "./network/service-endpoint.js";
export {
  type ClientProps,
  type EgressProps,
  ThreeTier,
  type ThreeTierName,
  type ThreeTierProps,
} from "./network/three-tier.js";
export type { VpcReference } from "./network/vpc-reference.js";
export type { ApiRoute } from "./policy/api-routes.js";
export type { AuthorizerCache } from "./policy/authorizer-cache.js";
export type { PolicyEngineErrorCode } from "./policy/error-codes.js";
export type { EvaluationEndpoint, EvaluationEndpointProps } from "./policy/evaluation-endpoint.js";
export type { HttpApiProtection } from "./policy/http-api-protection.js";
export type { OpenRoute } from "./policy/open-routes.js";
export { PolicyEngine } from "./policy/policy-engine.js";
export type { IssuerProps, PolicyEngineProps } from "./policy/policy-engine-props.js";
export type { PolicyTables } from "./policy/policy-tables.js";
export type { ProtectOptions } from "./policy/protection.js";
export type { RestApiProtection } from "./policy/rest-api-protection.js";
export type { TrustedOriginProps } from "./policy/trusted-origin.js";
