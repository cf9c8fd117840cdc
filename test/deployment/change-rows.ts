/** What one group and its rules are before and after a change, and the EC2 calls that the change makes, in order. */
export interface ChangeRow {
  /** The steps of `cordon diff`. */
  readonly actions: readonly string[];
  /** Those of the plan alone, whose prior state shows what is imported already. @default - the same */
  readonly actionsOfPlan?: readonly string[];
  readonly before: Row;
  readonly after: Row;
  readonly calls: readonly string[];
  /** A call that comes at any time before the last Authorize of the row, since Terraform orders no more. */
  readonly early?: string;
  /** What `cordon diff --recipe` writes stands beside the later document. */
  readonly recipe?: true;
}

/** The group's arguments, its separate rule, its rule of the older type, and blocks at the top of the document. */
interface Row {
  readonly group?: object;
  readonly rule?: object;
  readonly older?: object;
  /** A second separate rule: that of the row, with "-second". */
  readonly second?: object;
  /** In the place of all these: the default group of a VPC of its own; null where the document does not manage it. */
  readonly default?: object | null;
  /** Name of the separate rule. @default - that of the row */
  readonly as?: string;
  /** The separate rule takes over the one that the group has in EC2. */
  readonly imports?: boolean;
  readonly top?: Readonly<Record<string, object>>;
}

const RULE = {
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  cidr_ipv4: "203.0.113.0/24",
  description: "pages",
};
const MADE_FIRST_RULE = { ...RULE, lifecycle: { create_before_destroy: true } };
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
export const RULE_TYPE = "aws_vpc_security_group_ingress_rule";

/** Every row of the table of changes in docs/reachability.md, by the name of its group. */
export const CHANGE_ROWS: Readonly<Record<string, ChangeRow>> = {
  port: {
    actions: ["in-place"],
    before: { rule: RULE },
    after: { rule: { ...RULE, from_port: 8443, to_port: 8443 } },
    calls: MODIFY,
  },
  block: {
    actions: ["in-place"],
    before: { rule: RULE },
    after: { rule: { ...RULE, cidr_ipv4: "198.51.100.0/24" } },
    calls: MODIFY,
  },
  reason: {
    actions: ["in-place"],
    before: { rule: RULE },
    after: { rule: { ...RULE, description: "more pages" } },
    calls: MODIFY,
  },
  kind: {
    actions: ["replace-rule"],
    before: { rule: RULE },
    after: { rule: { ...RULE, cidr_ipv4: null, cidr_ipv6: "2001:db8::/32" } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "kind-made-first": {
    actions: ["replace-rule"],
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
  gone: { actions: ["delete"], before: { rule: RULE }, after: {}, calls: [`Revoke${INGRESS}`] },
  new: { actions: ["create"], before: {}, after: { rule: RULE }, calls: [`Authorize${INGRESS}`] },
  "older-port": {
    actions: ["replace-rule"],
    before: { older: OLDER },
    after: { older: { ...OLDER, from_port: 8443, to_port: 8443 } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "older-block-added": {
    actions: ["replace-rule"],
    before: { older: OLDER },
    after: { older: { ...OLDER, cidr_blocks: BOTH_BLOCKS } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "older-reason": {
    actions: ["in-place"],
    before: { older: OLDER },
    after: { older: { ...OLDER, description: "more pages" } },
    calls: ["UpdateSecurityGroupRuleDescriptionsIngress"],
  },
  "inline-block-added": {
    actions: ["in-place"],
    before: { group: inline() },
    after: { group: inline({ cidr_blocks: BOTH_BLOCKS }) },
    calls: [`Authorize${INGRESS}`],
  },
  "inline-block-gone": {
    actions: ["in-place"],
    before: { group: inline({ cidr_blocks: BOTH_BLOCKS }) },
    after: { group: inline() },
    calls: [`Revoke${INGRESS}`],
  },
  "older-order": {
    actions: ["replace-rule"],
    before: { older: { ...OLDER, cidr_blocks: BOTH_BLOCKS } },
    after: { older: { ...OLDER, cidr_blocks: [...BOTH_BLOCKS].reverse() } },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "inline-taken-up": {
    actions: ["delete"],
    before: { rule: RULE },
    after: { group: inline() },
    calls: [`Revoke${INGRESS}`],
  },
  "inline-reason": {
    actions: ["replace-rule"],
    before: { group: inline() },
    after: { group: inline({ description: "more pages" }) },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "inline-port": {
    actions: ["replace-rule"],
    before: { group: inline() },
    after: { group: inline({ from_port: 8443, to_port: 8443 }) },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "inline-not-mentioned": { actions: [], before: { group: inline() }, after: {}, calls: [] },
  "inline-emptied": {
    actions: ["delete"],
    before: { group: inline() },
    after: { group: { ingress: [] } },
    calls: [`Revoke${INGRESS}`],
  },
  ignored: {
    actions: [],
    before: { rule: RULE },
    after: { rule: { ...RULE, cidr_ipv4: "0.0.0.0/0", lifecycle: { ignore_changes: ["cidr_ipv4"] } } },
    calls: [],
  },
  "to-prefix-list": {
    actions: ["replace-rule"],
    before: { rule: RULE },
    after: {
      rule: { ...RULE, cidr_ipv4: null, prefix_list_id: "${aws_ec2_managed_prefix_list.offices.id}" },
    },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "to-group": {
    actions: ["replace-rule"],
    before: { rule: RULE },
    after: {
      rule: { ...RULE, cidr_ipv4: null, referenced_security_group_id: "${aws_security_group.port.id}" },
    },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "other-group": {
    actions: ["in-place"],
    before: {
      rule: { ...RULE, cidr_ipv4: null, referenced_security_group_id: "${aws_security_group.port.id}" },
    },
    after: {
      rule: { ...RULE, cidr_ipv4: null, referenced_security_group_id: "${aws_security_group.block.id}" },
    },
    calls: MODIFY,
  },
  "older-other-group": {
    actions: ["replace-rule"],
    before: {
      older: { ...OLDER, cidr_blocks: null, source_security_group_id: "${aws_security_group.port.id}" },
    },
    after: {
      older: { ...OLDER, cidr_blocks: null, source_security_group_id: "${aws_security_group.block.id}" },
    },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "inline-to-prefix-list": {
    actions: ["replace-rule"],
    before: { group: inline() },
    after: {
      group: inline({ cidr_blocks: [], prefix_list_ids: ["${aws_ec2_managed_prefix_list.offices.id}"] }),
    },
    calls: REVOKE_THEN_AUTHORIZE,
  },
  "moved-rule": {
    actions: [],
    before: { rule: RULE },
    after: {
      rule: RULE,
      as: "moved-rule-now",
      top: { moved: { from: `${RULE_TYPE}.moved-rule`, to: `${RULE_TYPE}.moved-rule-now` } },
    },
    calls: [],
  },
  "older-taken-over": {
    actions: ["import", "forget"],
    before: { older: OLDER },
    after: {
      rule: RULE,
      imports: true,
      top: { removed: { from: "aws_security_group_rule.older-taken-over", lifecycle: { destroy: false } } },
    },
    calls: [],
  },
  "older-by-recipe": {
    actions: ["import", "forget"],
    before: { older: OLDER },
    after: { rule: RULE },
    recipe: true,
    calls: [],
  },
  "older-split-by-recipe": {
    actions: ["import", "import", "forget"],
    before: { older: { ...OLDER, cidr_blocks: BOTH_BLOCKS } },
    after: { rule: RULE, second: { ...RULE, cidr_ipv4: BOTH_BLOCKS[1] } },
    recipe: true,
    calls: [],
  },
  "to-older-by-recipe": {
    actions: ["import", "forget"],
    before: { rule: RULE },
    after: { older: OLDER },
    recipe: true,
    calls: [],
  },
  "from-inline-by-recipe": {
    actions: ["import", "forget"],
    actionsOfPlan: ["import"],
    before: { group: inline() },
    after: { rule: RULE },
    recipe: true,
    calls: [],
  },
  "to-inline-by-recipe": {
    actions: ["forget"],
    before: { rule: RULE },
    after: { group: inline() },
    recipe: true,
    calls: [],
  },
  "default-adopted": {
    actions: ["adopt"],
    before: { default: null },
    after: { default: {} },
    // The emulator gives default groups no rule for ingress, as AWS does.
    calls: ["RevokeSecurityGroupEgress"],
  },
  "default-left": {
    actions: ["forget"],
    before: { default: inline() },
    after: { default: null },
    calls: [],
  },
  forgotten: {
    actions: ["forget"],
    before: { rule: RULE },
    after: { top: { removed: { from: `${RULE_TYPE}.forgotten`, lifecycle: { destroy: false } } } },
    calls: [],
  },
  regrouped: {
    actions: ["replace-group"],
    before: { group: { description: "old" }, rule: RULE },
    after: { group: { description: "new" }, rule: RULE },
    calls: [`Revoke${INGRESS}`, "DeleteSecurityGroup", ...NEW_GROUP, `Authorize${INGRESS}`],
  },
  "regrouped-made-first": {
    actions: ["replace-group"],
    before: { group: madeFirst("old"), rule: RULE },
    after: { group: madeFirst("new"), rule: RULE },
    calls: [...NEW_GROUP, `Authorize${INGRESS}`, "DeleteSecurityGroup"],
    early: `Revoke${INGRESS}`,
  },
  "regrouped-with-rule-made-first": {
    actions: ["replace-group"],
    before: { group: { description: "old", name: null }, rule: MADE_FIRST_RULE },
    after: { group: { description: "new", name: null }, rule: MADE_FIRST_RULE },
    calls: [...NEW_GROUP, `Authorize${INGRESS}`, `Revoke${INGRESS}`, "DeleteSecurityGroup"],
  },
  "regrouped-inline-made-first": {
    actions: ["replace-group"],
    before: { group: { ...madeFirst("old"), ...inline() } },
    after: { group: { ...madeFirst("new"), ...inline() } },
    calls: [...NEW_GROUP, `Authorize${INGRESS}`, "DeleteSecurityGroup"],
  },
};

function madeFirst(description: string): object {
  return { description, name: null, lifecycle: { create_before_destroy: true } };
}
