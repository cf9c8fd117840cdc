import { textMember } from "../../json/values.js";
import type { ProviderTables } from "../../terraform/provider-tables.js";
import { derivedAttribute } from "./derived-attributes.js";
import { EKS_CLUSTER } from "./eks.js";
import { excludedBy } from "./exclusive-arguments.js";
import {
  expectedTypes,
  identifiesGroups,
  identifiesSubnets,
  identifiesVpc,
  isPlural,
} from "./expected-types.js";
import { showsNull } from "./filled-arguments.js";
import { withoutMirroredEntries } from "./mirrored-entries.js";
import { INLINE_DIRECTIONS, INLINE_OWNERS, withoutMirroredRules } from "./mirrored-rules.js";
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

/** The same for ids of VPCs, and of subnets. */
const VPC_CARRIER = /vpc(?!_(?:endpoint|peering_connection|security_group|zone_identifier|classic_link))/;
const SUBNET_CARRIER =
  /subnet|^(?:vpc_zone_identifier|network_interfaces?|vpc_config|network_configuration)\b/;

/** Types whose VPC the provider computes from their subnets. */
const COMPUTES_VPC =
  /^aws_(?:a?lb|elb|eks_cluster|efs_mount_target|lambda_function|opensearch_domain|\w+_subnet_group)$/;

/** The accepter of a peering looks both VPCs up. */
const LOOKS_UP_VPC = "aws_vpc_peering_connection_accepter";

/** Resources whose attributes hold what another stack or a program says. */
const PASSES_ANYTHING = /^aws_cloudformation_\w+$/;

/** Resources whose attributes hold whatever they were given. */
const RELAYS = /^(?:terraform_data|null_resource|time_(?:sleep|static|offset|rotating)|random_\w+)$/;

/** Data sources whose attributes never hold an id of EC2 that their arguments do not hold. */
const LOOKS_UP_NOTHING =
  /^(?:aws_(?:iam_\w+|caller_identity|partition|regions?|availability_zones?|arn|default_tags|service(?:_principal)?|kms_\w+|ami(?:_ids)?|ecr_\w+|eks_(?:addon_version|cluster_auth)|elb_service_account|acm_certificate)|archive_file|cloudinit_config|template_file|tls_\w+)$/;

/** An id that EC2 gave. */
const EC2_ID = /^[a-z]{1,5}-[0-9a-f]{8,17}$/;

/** How ids of the attribute's kind begin; "" where their sources are not all known. */
function prefixOf(attribute: string): string {
  if (identifiesGroups(attribute)) return "sg-";
  if (identifiesVpc(attribute)) return "vpc-";
  return identifiesSubnets(attribute) ? "subnet-" : "";
}

function carrierOf(attribute: string): RegExp | undefined {
  if (identifiesGroups(attribute)) return GROUP_CARRIER;
  if (identifiesVpc(attribute)) return VPC_CARRIER;
  return identifiesSubnets(attribute) ? SUBNET_CARRIER : undefined;
}

/** Ids of VPCs are looked for, and the attribute at the path, or any where that is "", may hold one. */
function mayBeVpc(attribute: string, path: string): boolean {
  return identifiesVpc(attribute) && (path === "" || VPC_CARRIER.test(path));
}

/**
 * What AWS makes with each VPC, by the argument that names it. Source: AWS provider, aws_default_security_group,
 * aws_default_network_acl, aws_default_route_table ("removing this resource from your configuration").
 */
const ADOPTED_BY: ReadonlyMap<string, string> = new Map([
  ["aws_default_security_group", "vpc_id"],
  ["aws_default_network_acl", "default_network_acl_id"],
  ["aws_default_route_table", "default_route_table_id"],
]);

/** What the readers of Terraform documents must know of EC2 so that references in its resources are resolved. */
export const EC2_TABLES: ProviderTables = {
  expectedTypes,
  isPlural,
  // Which of the groups it is, is what is asked.
  isTakenWhole: (attribute) => !identifiesGroups(attribute),
  isIdentifier: (text, attribute) =>
    EC2_ID.test(text) && (attribute === undefined || text.startsWith(prefixOf(attribute))),
  hasCandidates: (attribute) => prefixOf(attribute) !== "",
  computedIdentifiers: (type, attribute) =>
    identifiesGroups(attribute)
      ? computedIdentifiers(type).filter((name) => name.endsWith("security_group_id"))
      : [],
  passesAnything: (type, attribute, path) =>
    PASSES_ANYTHING.test(type) || (type === LOOKS_UP_VPC && mayBeVpc(attribute, path)),
  computedThrough: (type, attribute, path) =>
    COMPUTES_VPC.test(type) && mayBeVpc(attribute, path) ? "subnet_id" : undefined,
  relays: (type) => RELAYS.test(type),
  mayLookUp: (type) => !LOOKS_UP_NOTHING.test(type),
  carriesIdentifiers: (values, attribute) => {
    const carrier = carrierOf(attribute);
    return carrier !== undefined && Object.keys(values).some((name) => carrier.test(name));
  },
  isAlwaysWritten: (block) => GROUP_BLOCKS.has(block),
  showsNull,
  excludedBy,
  derivedAttribute,
  keptArguments: (type) => (INLINE_OWNERS.has(type) ? INLINE_DIRECTIONS : []),
  // Rules of the older kind have an id of the provider's own beside that of EC2.
  objectId: (values) => textMember(values, "security_group_rule_id") || textMember(values, "id"),
  adopts: (type) => {
    const argument = ADOPTED_BY.get(type);
    return argument === undefined ? undefined : { argument, owner: "vpc_id" };
  },
  computedMembers: (type, block) =>
    type === EKS_CLUSTER && block === "vpc_config" ? ["cluster_security_group_id", "vpc_id"] : [],
  withoutMirrors: (resources, earlier) =>
    withoutMirroredRules(withoutMirroredEntries(resources, earlier), earlier),
};
