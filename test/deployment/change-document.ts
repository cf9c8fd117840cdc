import { CHANGE_ROWS, type ChangeRow, RULE_TYPE } from "./change-rows.js";
import { ENTRY_ROWS } from "./entry-rows.js";

/**
 * The document of all rows, before or after.
 *
 * @param ruleIdOf the id in EC2 of the one rule that the group of a row has
 * @param isShown whether a row is part of it
 */
export function documentOf(
  side: "before" | "after",
  region: string,
  ruleIdOf: (row: string) => string = () => "",
  isShown: (row: ChangeRow) => boolean = () => true,
): object {
  const groups: Record<string, object> = {};
  const rules: Record<string, object> = {};
  const older: Record<string, object> = {};
  const defaults: Record<string, object> = {};
  const vpcs: Record<string, object> = { main: { cidr_block: "10.0.0.0/16" } };
  const top: Record<string, object[]> = {};
  for (const [name, row] of Object.entries(CHANGE_ROWS)) {
    if (!isShown(row)) continue;
    const {
      group = {},
      rule,
      older: legacy,
      second,
      as = name,
      imports = false,
      top: blocks = {},
    } = row[side];
    const adopted = row[side].default;
    if (adopted !== undefined) {
      vpcs[name] = { cidr_block: "10.1.0.0/16" };
      if (adopted !== null) defaults[name] = { vpc_id: `\${aws_vpc.${name}.id}`, ...adopted };
      continue;
    }
    const isPrefixed = "name" in group;
    groups[name] = {
      name,
      description: "one row",
      vpc_id: `\${aws_vpc.main.id}`,
      ...group,
      ...(isPrefixed ? { name_prefix: `${name}-` } : {}),
    };
    const owner = { security_group_id: `\${aws_security_group.${name}.id}` };
    if (rule !== undefined) rules[as] = { ...owner, ...rule };
    if (second !== undefined) rules[`${as}-second`] = { ...owner, ...second };
    if (legacy !== undefined) older[name] = { ...owner, ...legacy };
    if (imports) top["import"] = [...(top["import"] ?? []), { to: `${RULE_TYPE}.${as}`, id: ruleIdOf(name) }];
    for (const [kind, block] of Object.entries(blocks)) top[kind] = [...(top[kind] ?? []), block];
  }
  const entries: Record<string, Record<string, object>> = {};
  for (const [name, row] of Object.entries(ENTRY_ROWS))
    for (const [type, resource] of Object.entries(row[side](name)))
      entries[type] = { ...entries[type], [name]: resource };
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
    provider: { aws: [{ region }] },
    resource: {
      ...entries,
      aws_internet_gateway: { main: { vpc_id: "${aws_vpc.main.id}" } },
      aws_subnet: { main: { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.0.0/24" } },
      aws_nat_gateway: { main: { subnet_id: "${aws_subnet.main.id}", connectivity_type: "private" } },
      aws_vpc: vpcs,
      ...(Object.keys(defaults).length === 0 ? {} : { aws_default_security_group: defaults }),
      aws_ec2_managed_prefix_list: {
        ...entries["aws_ec2_managed_prefix_list"],
        offices: {
          name: "offices",
          address_family: "IPv4",
          max_entries: 2,
          entry: [{ cidr: "203.0.113.0/24", description: "the first" }],
        },
      },
      aws_security_group: groups,
      aws_vpc_security_group_ingress_rule: rules,
      aws_security_group_rule: older,
    },
    ...top,
  };
}

/** The rows as docs/reachability.md shows them. */
export function changeTable(): string[] {
  return [
    "| change | step | calls of EC2, in order |",
    "|---|---|---|",
    ...Object.entries<Pick<ChangeRow, "actions" | "calls" | "early">>({
      ...CHANGE_ROWS,
      ...ENTRY_ROWS,
    }).map(([name, { actions, calls, early }]) => {
      const order = [
        ...(early === undefined
          ? []
          : [`${early} (in no order with what follows, before the last Authorize)`]),
        ...calls,
      ];
      const step = actions.map((action) => `\`${action}\``).join(", ") || "none";
      return `| ${name.replaceAll("-", " ")} | ${step} | ${order.join(", ") || "none"} |`;
    }),
  ];
}
