import type { Guardrail } from "./guardrail.js";
import { administratorPolicy } from "./guardrails/administrator-policy.js";
import { allProtocols } from "./guardrails/all-protocols.js";
import { anyResource } from "./guardrails/any-resource.js";
import { apiWithoutAccessLog } from "./guardrails/api-without-access-log.js";
import { broadGroupInUnion } from "./guardrails/broad-group-in-union.js";
import { broadManagedPolicy } from "./guardrails/broad-managed-policy.js";
import { bucketEncryptionKey } from "./guardrails/bucket-encryption-key.js";
import { bucketPublicAccess } from "./guardrails/bucket-public-access.js";
import { bucketPublicAcl } from "./guardrails/bucket-public-acl.js";
import { bucketVersioning } from "./guardrails/bucket-versioning.js";
import { bucketWithoutLifecycle } from "./guardrails/bucket-without-lifecycle.js";
import { bucketWithoutTls } from "./guardrails/bucket-without-tls.js";
import { databaseDeletion } from "./guardrails/database-deletion.js";
import { databaseWithoutBackups } from "./guardrails/database-without-backups.js";
import { databaseWithoutEncryption } from "./guardrails/database-without-encryption.js";
import { databaseWithoutIamLogin } from "./guardrails/database-without-iam-login.js";
import { databaseWithoutUpdates } from "./guardrails/database-without-updates.js";
import { defaultSecurityGroupOpen } from "./guardrails/default-security-group-open.js";
import { defaultVpc } from "./guardrails/default-vpc.js";
import { duplicateRule } from "./guardrails/duplicate-rule.js";
import { endpointServiceWithoutAcceptance } from "./guardrails/endpoint-service-without-acceptance.js";
import { environmentWithoutKey } from "./guardrails/environment-without-key.js";
import { federatedTrustWithoutSubject } from "./guardrails/federated-trust-without-subject.js";
import { groupWithoutDescription } from "./guardrails/group-without-description.js";
import { halfOpenFlow } from "./guardrails/half-open-flow.js";
import { instanceMetadataVersion1 } from "./guardrails/instance-metadata-version-1.js";
import { internetEgress } from "./guardrails/internet-egress.js";
import { internetIngress } from "./guardrails/internet-ingress.js";
import { internetIngressToSensitivePort } from "./guardrails/internet-ingress-to-sensitive-port.js";
import { invalidHeadersForwarded } from "./guardrails/invalid-headers-forwarded.js";
import { keyWithoutRotation } from "./guardrails/key-without-rotation.js";
import { loadBalancerDeletion } from "./guardrails/load-balancer-deletion.js";
import { loadBalancerWithoutAccessLog } from "./guardrails/load-balancer-without-access-log.js";
import { logGroupWithoutKey } from "./guardrails/log-group-without-key.js";
import { logGroupWithoutRetention } from "./guardrails/log-group-without-retention.js";
import { mixedRuleStyles } from "./guardrails/mixed-rule-styles.js";
import { networkAclAdmitsInternet } from "./guardrails/network-acl-admits-internet.js";
import { openEndpointPolicy } from "./guardrails/open-endpoint-policy.js";
import { openFunctionUrl } from "./guardrails/open-function-url.js";
import { openResourcePolicy } from "./guardrails/open-resource-policy.js";
import { openTrustPolicy } from "./guardrails/open-trust-policy.js";
import { passAnyRole } from "./guardrails/pass-any-role.js";
import { permissionWithoutSource } from "./guardrails/permission-without-source.js";
import { plainHttpListener } from "./guardrails/plain-http-listener.js";
import { policyOfAUser } from "./guardrails/policy-of-a-user.js";
import { publicAddressesByDefault } from "./guardrails/public-addresses-by-default.js";
import { publicDatabase } from "./guardrails/public-database.js";
import { queryResultsWithoutEncryption } from "./guardrails/query-results-without-encryption.js";
import { queueWithoutEncryption } from "./guardrails/queue-without-encryption.js";
import { quotaExceeded } from "./guardrails/quota-exceeded.js";
import { refusedDescription } from "./guardrails/refused-description.js";
import { routeWithoutAuthorizer } from "./guardrails/route-without-authorizer.js";
import { ruleWithoutReason } from "./guardrails/rule-without-reason.js";
import { runtimeWithoutSupport } from "./guardrails/runtime-without-support.js";
import { secretInEnvironment } from "./guardrails/secret-in-environment.js";
import { selfReference } from "./guardrails/self-reference.js";
import { serviceWideActions } from "./guardrails/service-wide-actions.js";
import { shadowedRule } from "./guardrails/shadowed-rule.js";
import { tableWithoutKey } from "./guardrails/table-without-key.js";
import { tableWithoutRecovery } from "./guardrails/table-without-recovery.js";
import { topicWithoutEncryption } from "./guardrails/topic-without-encryption.js";
import { unrestrictedInternetEgress } from "./guardrails/unrestricted-internet-egress.js";
import { vpcWithoutFlowLog } from "./guardrails/vpc-without-flow-log.js";
import { weakTlsPolicy } from "./guardrails/weak-tls-policy.js";

/** Every guardrail, by id. `docs/rules.md` is generated from it. */
export const GUARDRAILS: readonly Guardrail[] = [
  routeWithoutAuthorizer,
  apiWithoutAccessLog,
  queryResultsWithoutEncryption,
  tableWithoutRecovery,
  tableWithoutKey,
  instanceMetadataVersion1,
  invalidHeadersForwarded,
  loadBalancerWithoutAccessLog,
  loadBalancerDeletion,
  weakTlsPolicy,
  plainHttpListener,
  administratorPolicy,
  serviceWideActions,
  anyResource,
  openTrustPolicy,
  broadManagedPolicy,
  passAnyRole,
  policyOfAUser,
  openResourcePolicy,
  federatedTrustWithoutSubject,
  keyWithoutRotation,
  secretInEnvironment,
  openFunctionUrl,
  permissionWithoutSource,
  runtimeWithoutSupport,
  environmentWithoutKey,
  logGroupWithoutRetention,
  logGroupWithoutKey,
  internetIngressToSensitivePort,
  internetIngress,
  unrestrictedInternetEgress,
  internetEgress,
  halfOpenFlow,
  allProtocols,
  selfReference,
  ruleWithoutReason,
  groupWithoutDescription,
  refusedDescription,
  duplicateRule,
  shadowedRule,
  quotaExceeded,
  mixedRuleStyles,
  defaultSecurityGroupOpen,
  vpcWithoutFlowLog,
  publicAddressesByDefault,
  broadGroupInUnion,
  networkAclAdmitsInternet,
  defaultVpc,
  openEndpointPolicy,
  endpointServiceWithoutAcceptance,
  databaseWithoutEncryption,
  publicDatabase,
  databaseWithoutBackups,
  databaseDeletion,
  databaseWithoutIamLogin,
  databaseWithoutUpdates,
  bucketPublicAccess,
  bucketEncryptionKey,
  bucketVersioning,
  bucketWithoutTls,
  bucketWithoutLifecycle,
  bucketPublicAcl,
  topicWithoutEncryption,
  queueWithoutEncryption,
];
