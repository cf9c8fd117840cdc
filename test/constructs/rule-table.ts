import { type Attributes, named, type SynthesizedStack } from "./synthesized.js";

const RULE_TYPES = {
  aws_vpc_security_group_egress_rule: "egress",
  aws_vpc_security_group_ingress_rule: "ingress",
} as const;

/** Who a group is: the tag that every segment's group carries. */
type GroupNames = ReadonlyMap<string, string>;

/**
 * Every rule of the stacks as one sorted line, whatever the addresses of the resources: "app egress tcp/5432 to db (orders store)".
 *
 * Groups of the stacks appear under their segment's name, also where another stack refers to them; all else as written.
 */
export function ruleTable(...stacks: readonly SynthesizedStack[]): string[] {
  return stacks.flatMap((stack) => placedRules(stack, stacks).map(({ line }) => line)).sort();
}

/** The address of every rule in the stack, with what it says. */
export function placedRules(
  stack: SynthesizedStack,
  all: readonly SynthesizedStack[] = [stack],
): { address: string; line: string }[] {
  const groups = groupNames(all);
  return Object.entries(RULE_TYPES).flatMap(([type, direction]) =>
    named(stack, type).map(([name, rule]) => ({
      address: `${type}.${name}`,
      line: `${resolve(rule["security_group_id"], groups, all)} ${direction} ${traffic(rule)} ${direction === "egress" ? "to" : "from"} ${peers(rule, groups, all)} (${rule["description"]})`,
    })),
  );
}

function groupNames(stacks: readonly SynthesizedStack[]): GroupNames {
  return new Map(
    stacks.flatMap((stack) =>
      named(stack, "aws_security_group").map(
        ([name, { tags }]) =>
          [
            `\${aws_security_group.${name}.id}`,
            String(
              (tags as Attributes | undefined)?.["cordon:segment"] ?? `\${aws_security_group.${name}.id}`,
            ),
          ] as const,
      ),
    ),
  );
}

/** The reference without the detour through another stack's outputs, and a group under its segment's name. */
function resolve(value: unknown, groups: GroupNames, all: readonly SynthesizedStack[]): string {
  const output = /\$\{data\.terraform_remote_state\.[^.]+\.outputs\.([^}]+)\}/.exec(String(value))?.[1];
  const outside = all.map(({ output: outputs }) => outputs?.[output ?? ""]?.["value"]).find(Boolean);
  const reference = String(outside ?? value);
  return groups.get(reference) ?? reference;
}

function traffic({ ip_protocol, from_port, to_port }: Attributes): string {
  if (from_port === undefined && to_port === undefined) return String(ip_protocol);
  return `${ip_protocol}/${from_port}${from_port === to_port ? "" : `-${to_port}`}`;
}

/** The attributes that name a peer: one, or the rule is wrong and the line shows it. */
function peers(rule: Attributes, groups: GroupNames, all: readonly SynthesizedStack[]): string {
  return ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]
    .flatMap((attribute) => (rule[attribute] === undefined ? [] : [resolve(rule[attribute], groups, all)]))
    .join(" AND ");
}
