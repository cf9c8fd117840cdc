/** What one group and its rules are before and after a change, and the EC2 calls that the change makes, in order. */
export interface ChangeRow {
  /** Step of `cordon diff`, or null where there is none. */
  readonly action: string | null;
  readonly before: Row;
  readonly after: Row;
  readonly calls: readonly string[];
  /** A call that comes at any time before the last Authorize of the row, since Terraform orders no more. */
  readonly early?: string;
}

/** The group's arguments, its separate rule, its rule of the older type, and blocks at the top of the document. */
interface Row {
  readonly group?: object;
  readonly rule?: object;
  readonly older?: object;
  readonly top?: Readonly<Record<string, object>>;
}

const RULE = {
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  cidr_ipv4: "203.0.113.0/24",
  description: "pages",
};
const OLDER = {
  type: "ingress",
  protocol: "tcp",
  from_port: 443,
  to_port: 443,
  cidr_blocks: ["203.0.113.0/24"],
  description: "pages",
};

function inline(change: object = {}): object {
  const ingress = {
    protocol: "tcp",
    from_port: 443,
    to_port: 443,
    cidr_blocks: ["203.0.113.0/24"],
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    security_groups: [],
    self: false,
    description: "pages",
  };
  return { ingress: [{ ...ingress, ...change }] };
}

const INGRESS = "SecurityGroupIngress";
const REVOKE_THEN_AUTHORIZE = [`Revoke${INGRESS}`, `Authorize${INGRESS}`];
const MODIFY = ["ModifySecurityGroupRules"];
/** EC2 gives every new group a rule that lets everything out; the provider takes it away, for IPv4 and IPv6. */
const NEW_GROUP = ["CreateSecurityGroup", "RevokeSecurityGroupEgress", "RevokeSecurityGroupEgress"];
const BOTH_BLOCKS = ["203.0.113.0/24", "192.0.2.0/24"];
const RULE_TYPE = "aws_vpc_security_group_ingress_rule";

/** Every row of the table of changes in docs/reachability.md, by the name of its group. */
export const CHANGE_ROWS: Readonly<Record<string, ChangeRow>> = {
  port: {
    action: "in-place",
    before: { rule: RULE },
    after: { rule: { ...RULE, from_port: 8443, to_port: 8443 } },
    calls: MODIFY,
  },
  block: {
    action: "in-place",
    before: { rule: RULE },
    after: { rule: { ...RULE, cidr_ipv4: "198.51.100.0/24" } },
    calls: MODIFY,
  },
  reason: {
    action: "in-place",
    before: { rule: RULE },
    after: { rule: { ...RULE, description: "more pages" } },
    calls: MODIFY,
  },
  kind: {
    action: "replace-rule",
    before: { rule: RULE },
    after: { rule: { ...RULE, cidr_ipv4: null, cidr_ipv6: "2001:db8::/32" } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "kind-made-first": {
    action: "replace-rule",
    before: { rule: { ...RULE, lifecycle: { create_before_destroy: true } } },
    after: {
      rule: {
        ...RULE,
        cidr_ipv4: null,
        cidr_ipv6: "2001:db8::/32",
        lifecycle: { create_before_destroy: true },
      },
    },
    calls: [...REVOKE_THEN_AUTHORIZE].reverse(),
  },
  gone: { action: "delete", before: { rule: RULE }, after: {}, calls: [`Revoke${INGRESS}`] },
  new: { action: "create", before: {}, after: { rule: RULE }, calls: [`Authorize${INGRESS}`] },
  "older-port": {
    action: "replace-rule",
    before: { older: OLDER },
    after: { older: { ...OLDER, from_port: 8443, to_port: 8443 } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "older-block-added": {
    action: "replace-rule",
    before: { older: OLDER },
    after: { older: { ...OLDER, cidr_blocks: BOTH_BLOCKS } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "older-reason": {
    action: "in-place",
    before: { older: OLDER },
    after: { older: { ...OLDER, description: "more pages" } },
    calls: ["UpdateSecurityGroupRuleDescriptionsIngress"],
  },
  "inline-block-added": {
    action: "in-place",
    before: { group: inline() },
    after: { group: inline({ cidr_blocks: BOTH_BLOCKS }) },
    calls: [`Authorize${INGRESS}`],
  },
  "inline-block-gone": {
    action: "in-place",
    before: { group: inline({ cidr_blocks: BOTH_BLOCKS }) },
    after: { group: inline() },
    calls: [`Revoke${INGRESS}`],
  },
  "inline-reason": {
    action: "replace-rule",
    before: { group: inline() },
    after: { group: inline({ description: "more pages" }) },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "inline-port": {
    action: "replace-rule",
    before: { group: inline() },
    after: { group: inline({ from_port: 8443, to_port: 8443 }) },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "inline-not-mentioned": { action: null, before: { group: inline() }, after: {}, calls: [] },
  "inline-emptied": {
    action: "delete",
    before: { group: inline() },
    after: { group: { ingress: [] } },
    calls: [`Revoke${INGRESS}`],
  },
  ignored: {
    action: null,
    before: { rule: RULE },
    after: { rule: { ...RULE, cidr_ipv4: "0.0.0.0/0", lifecycle: { ignore_changes: ["cidr_ipv4"] } } },
    calls: [],
  },
  forgotten: {
    action: "forget",
    before: { rule: RULE },
    after: { top: { removed: { from: `${RULE_TYPE}.forgotten`, lifecycle: { destroy: false } } } },
    calls: [],
  },
  regrouped: {
    action: "replace-group",
    before: { group: { description: "old" }, rule: RULE },
    after: { group: { description: "new" }, rule: RULE },
    calls: [`Revoke${INGRESS}`, "DeleteSecurityGroup", ...NEW_GROUP, `Authorize${INGRESS}`],
  },
  "regrouped-made-first": {
    action: "replace-group",
    before: { group: madeFirst("old"), rule: RULE },
    after: { group: madeFirst("new"), rule: RULE },
    calls: [...NEW_GROUP, `Authorize${INGRESS}`, "DeleteSecurityGroup"],
    early: `Revoke${INGRESS}`,
  },
  "regrouped-inline-made-first": {
    action: "replace-group",
    before: { group: { ...madeFirst("old"), ...inline() } },
    after: { group: { ...madeFirst("new"), ...inline() } },
    calls: [...NEW_GROUP, `Authorize${INGRESS}`, "DeleteSecurityGroup"],
  },
};

function madeFirst(description: string): object {
  return { description, name: null, lifecycle: { create_before_destroy: true } };
}

/** The document of all rows, before or after. */
export function documentOf(side: "before" | "after", region: string): object {
  const groups: Record<string, object> = {};
  const rules: Record<string, object> = {};
  const older: Record<string, object> = {};
  const top: Record<string, object[]> = {};
  for (const [name, row] of Object.entries(CHANGE_ROWS)) {
    const { group = {}, rule, older: legacy, top: blocks = {} } = row[side];
    const isPrefixed = "name" in group;
    groups[name] = {
      name,
      description: "one row",
      vpc_id: `\${aws_vpc.main.id}`,
      ...group,
      ...(isPrefixed ? { name_prefix: `${name}-` } : {}),
    };
    const owner = { security_group_id: `\${aws_security_group.${name}.id}` };
    if (rule !== undefined) rules[name] = { ...owner, ...rule };
    if (legacy !== undefined) older[name] = { ...owner, ...legacy };
    for (const [kind, block] of Object.entries(blocks)) top[kind] = [...(top[kind] ?? []), block];
  }
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
    provider: { aws: [{ region }] },
    resource: {
      aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
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
    ...Object.entries(CHANGE_ROWS).map(([name, { action, calls, early }]) => {
      const order = [
        ...(early === undefined
          ? []
          : [`${early} (in no order with what follows, before the last Authorize)`]),
        ...calls,
      ];
      const step = action === null ? "none" : `\`${action}\``;
      return `| ${name.replaceAll("-", " ")} | ${step} | ${order.join(", ") || "none"} |`;
    }),
  ];
}
