import { textMember } from "../../json/values.js";
import type { ProviderTables } from "../../terraform/provider-tables.js";
import { derivedAttribute } from "./derived-attributes.js";
import { EKS_CLUSTER } from "./eks.js";
import { excludedBy } from "./exclusive-arguments.js";
import { expectedTypes, identifiesGroups, isPlural } from "./expected-types.js";
import { withoutMirroredRules } from "./mirrored-rules.js";
import { computedIdentifiers } from "./resource-index.js";
import { WORKLOAD_TABLE } from "./workload-table.js";

/** Blocks in which workloads name their security groups: "vpc_config", "network_configuration". AWS computes none. */
const GROUP_BLOCKS: ReadonlySet<string> = new Set(
  WORKLOAD_TABLE.flatMap(({ groups }) => groups.map((path) => path.split(".")))
    .filter((steps) => steps.length > 1)
    .flatMap(([block]) => block ?? []),
);

/** Attributes and blocks that may hold ids of groups: a whole object with one of them may pass on any. */
const GROUP_CARRIER =
  /security_group|^(?:vpc_config|network_configuration|network_interfaces?|ingress|egress)\b/;

/** Resources whose attributes hold whatever they were given. */
const PASSES_ANYTHING = /^(?:terraform_data|null_resource|aws_cloudformation_\w+)$/;

/** An id that EC2 gave. */
const EC2_ID = /^[a-z]{1,5}-[0-9a-f]{8,17}$/;

/** What the readers of Terraform documents must know of EC2 so that references in its resources are resolved. */
export const EC2_TABLES: ProviderTables = {
  expectedTypes,
  isPlural,
  isIdentifier: (text, attribute) =>
    EC2_ID.test(text) && (attribute === undefined || !identifiesGroups(attribute) || text.startsWith("sg-")),
  hasCandidates: identifiesGroups,
  computedIdentifiers: (type, attribute) =>
    identifiesGroups(attribute)
      ? computedIdentifiers(type).filter((name) => name.endsWith("security_group_id"))
      : [],
  passesAnything: (type) => PASSES_ANYTHING.test(type),
  carriesIdentifiers: (values, attribute) =>
    identifiesGroups(attribute) && Object.keys(values).some((name) => GROUP_CARRIER.test(name)),
  isAlwaysWritten: (block) => GROUP_BLOCKS.has(block),
  excludedBy,
  derivedAttribute,
  // Rules of the older kind have an id of the provider's own beside that of EC2.
  objectId: (values) => textMember(values, "security_group_rule_id") || textMember(values, "id"),
  computedMembers: (type, block) =>
    type === EKS_CLUSTER && block === "vpc_config" ? ["cluster_security_group_id", "vpc_id"] : [],
  withoutMirrors: withoutMirroredRules,
};
