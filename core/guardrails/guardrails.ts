import { accept, type Result } from "../errors.js";
import type { GuardrailErrorCode } from "./error-codes.js";
import type { Guardrail } from "./guardrail.js";
import { administratorPolicy } from "./rules/administrator-policy.js";
import { allProtocols } from "./rules/all-protocols.js";
import { anyResource } from "./rules/any-resource.js";
import { apiWithoutAccessLog } from "./rules/api-without-access-log.js";
import { broadGroupInUnion } from "./rules/broad-group-in-union.js";
import { broadManagedPolicy } from "./rules/broad-managed-policy.js";
import { bucketEncryptionKey } from "./rules/bucket-encryption-key.js";
import { bucketPublicAccess } from "./rules/bucket-public-access.js";
import { bucketPublicAcl } from "./rules/bucket-public-acl.js";
import { bucketVersioning } from "./rules/bucket-versioning.js";
import { bucketWithoutLifecycle } from "./rules/bucket-without-lifecycle.js";
import { bucketWithoutTls } from "./rules/bucket-without-tls.js";
import { chainToData } from "./rules/chain-to-data.js";
import { databaseDeletion } from "./rules/database-deletion.js";
import { databaseWithoutBackups } from "./rules/database-without-backups.js";
import { databaseWithoutEncryption } from "./rules/database-without-encryption.js";
import { databaseWithoutIamLogin } from "./rules/database-without-iam-login.js";
import { databaseWithoutUpdates } from "./rules/database-without-updates.js";
import { deadFlow } from "./rules/dead-flow.js";
import { defaultSecurityGroupOpen } from "./rules/default-security-group-open.js";
import { defaultVpc } from "./rules/default-vpc.js";
import { duplicateRule } from "./rules/duplicate-rule.js";
import { endpointServiceWithoutAcceptance } from "./rules/endpoint-service-without-acceptance.js";
import { environmentWithoutKey } from "./rules/environment-without-key.js";
import { federatedTrustWithoutSubject } from "./rules/federated-trust-without-subject.js";
import { groupWithoutDescription } from "./rules/group-without-description.js";
import { groupWithoutMembers } from "./rules/group-without-members.js";
import { halfOpenFlow } from "./rules/half-open-flow.js";
import { instanceMetadataVersion1 } from "./rules/instance-metadata-version-1.js";
import { internetEgress } from "./rules/internet-egress.js";
import { internetIngress } from "./rules/internet-ingress.js";
import { internetIngressToSensitivePort } from "./rules/internet-ingress-to-sensitive-port.js";
import { invalidHeadersForwarded } from "./rules/invalid-headers-forwarded.js";
import { keyWithoutRotation } from "./rules/key-without-rotation.js";
import { largePartOfInternet, largePartOfInternetFrom } from "./rules/large-part-of-internet.js";
import { loadBalancerDeletion } from "./rules/load-balancer-deletion.js";
import { loadBalancerWithoutAccessLog } from "./rules/load-balancer-without-access-log.js";
import { logGroupWithoutKey } from "./rules/log-group-without-key.js";
import { logGroupWithoutRetention } from "./rules/log-group-without-retention.js";
import { mixedRuleStyles } from "./rules/mixed-rule-styles.js";
import { networkAclAdmitsInternet } from "./rules/network-acl-admits-internet.js";
import { openEndpointPolicy } from "./rules/open-endpoint-policy.js";
import { openFunctionUrl } from "./rules/open-function-url.js";
import { openKubernetesEndpoint } from "./rules/open-kubernetes-endpoint.js";
import { openResourcePolicy } from "./rules/open-resource-policy.js";
import { openTrustPolicy } from "./rules/open-trust-policy.js";
import { passAnyRole } from "./rules/pass-any-role.js";
import { permissionWithoutSource } from "./rules/permission-without-source.js";
import { plainHttpListener } from "./rules/plain-http-listener.js";
import { policyOfAUser } from "./rules/policy-of-a-user.js";
import { publicAddressesByDefault } from "./rules/public-addresses-by-default.js";
import { publicDatabase } from "./rules/public-database.js";
import { queryResultsWithoutEncryption } from "./rules/query-results-without-encryption.js";
import { queueWithoutEncryption } from "./rules/queue-without-encryption.js";
import { quotaExceeded } from "./rules/quota-exceeded.js";
import { refusedDescription } from "./rules/refused-description.js";
import { refusedRule } from "./rules/refused-rule.js";
import { routeWithoutAuthorizer } from "./rules/route-without-authorizer.js";
import { ruleNotManagedHere } from "./rules/rule-not-managed-here.js";
import { ruleWithoutReason } from "./rules/rule-without-reason.js";
import { runtimeWithoutSupport } from "./rules/runtime-without-support.js";
import { secretInEnvironment } from "./rules/secret-in-environment.js";
import { selfReference } from "./rules/self-reference.js";
import { serviceWideActions } from "./rules/service-wide-actions.js";
import { shadowedRule } from "./rules/shadowed-rule.js";
import { tableWithoutKey } from "./rules/table-without-key.js";
import { tableWithoutRecovery } from "./rules/table-without-recovery.js";
import { topicWithoutEncryption } from "./rules/topic-without-encryption.js";
import { unrestrictedInternetEgress } from "./rules/unrestricted-internet-egress.js";
import { vpcWithoutFlowLog } from "./rules/vpc-without-flow-log.js";
import { weakTlsPolicy } from "./rules/weak-tls-policy.js";

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
  largePartOfInternet,
  openKubernetesEndpoint,
  refusedRule,
  deadFlow,
  chainToData,
  groupWithoutMembers,
  ruleNotManagedHere,
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

/**
 * Every guardrail, with another size from which an interval of addresses is large.
 *
 * Problem: CORDON_GUARDRAIL_THRESHOLD.
 * @param longest prefix length of IPv4, 1 to 31
 */
export function guardrailsFrom(longest: number): Result<readonly Guardrail[], GuardrailErrorCode> {
  const changed = largePartOfInternetFrom(longest);
  if (!changed.ok) return changed;
  return accept(
    GUARDRAILS.map((guardrail) => (guardrail.id === changed.value.id ? changed.value : guardrail)),
  );
}
