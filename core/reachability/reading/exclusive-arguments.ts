/**
 * Arguments that a plan may show as unknown although they are null: by type and argument, the arguments that exclude it.
 *
 * The provider refuses both together, at the latest when Terraform validates again during apply: where one of these is
 * set, the unknown one is null, or the plan cannot be applied. `prefix_list_ids` excludes nothing.
 *
 * Sources: AWS provider, internal/service/ec2/vpc_security_group_rule.go (`ConflictsWith` of `source_security_group_id`,
 * which is optional and computed, so every plan of a new rule shows it as unknown) and
 * internal/service/ec2/vpc_security_group_ingress_rule.go (`ExactlyOneOf` of the four peers).
 */
const EXCLUDED_BY: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  aws_security_group_rule: {
    source_security_group_id: ["cidr_blocks", "ipv6_cidr_blocks", "self"],
  },
  ...Object.fromEntries(
    ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"].map((type) => [
      type,
      exactlyOne(["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]),
    ]),
  ),
};

function exactlyOne(names: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)]));
}

/** The arguments of which a set one makes this argument null; empty where nothing excludes it. */
export function excludedBy(type: string, argument: string): readonly string[] {
  const ofType = Object.hasOwn(EXCLUDED_BY, type) ? EXCLUDED_BY[type] : undefined;
  return ofType !== undefined && Object.hasOwn(ofType, argument) ? (ofType[argument] ?? []) : [];
}
