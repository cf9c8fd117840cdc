import { append } from "../json/append.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import { describeTraffic } from "../reachability/edge-traffic.js";
import type { Rule } from "../reachability/model.js";
import { permissionText } from "../reachability/permission-text.js";
import type { Resource } from "../terraform/resource.js";
import { isBlock, isList, Reference, textOf, Unresolved, type Value } from "../terraform/value.js";
import type { Difference } from "./difference.js";

/** How Terraform and EC2 carry a change out. */
export type ChangeAction =
  | "create"
  | "delete"
  /** ModifySecurityGroupRules: nothing is ever missing. */
  | "in-place"
  /** The rule is deleted, then made. */
  | "replace-rule"
  /** A new group is made; everything that refers to the old one must move. */
  | "replace-group"
  /** The same permission is made at one address while it is deleted at another, in no order: InvalidPermission.Duplicate. */
  | "duplicate-permission";

/** One step of applying the difference, with what it does to running conversations. */
export interface ChangeStep {
  readonly action: ChangeAction;
  readonly resource: string;
  readonly constructPath: string | null;
  /** Conversations that are allowed before are cut, for a moment or for good, or the apply stops half-way. */
  readonly outage: boolean;
  readonly why: string;
  /** Null where nothing needs to be done. */
  readonly fix: string | null;
}

/** A change of one of these makes a new group (provider documentation, aws_security_group, "Forces new resource"). */
const FORCES_NEW_GROUP = ["name", "name_prefix", "description", "vpc_id"];
/** Of these exactly one names the peer; another one makes a new rule (provider source, vpc_security_group_ingress_rule). */
const PEER_ATTRIBUTES = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];
const RULE_ATTRIBUTES = [
  ...PEER_ATTRIBUTES,
  "security_group_id",
  "ip_protocol",
  "from_port",
  "to_port",
  "description",
  "tags",
];
/** Every attribute of the older rule resource but its description makes a new rule. */
const LEGACY_ATTRIBUTES = [
  "security_group_id",
  "type",
  "protocol",
  "from_port",
  "to_port",
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "self",
  "source_security_group_id",
];

/** The steps of going from one network to the other: groups, then rules, in the order of the documents. */
export function changePlan(
  before: CheckedNetwork,
  after: CheckedNetwork,
  difference: Difference,
): ChangeStep[] {
  const lost = new Set(difference.edges.lost.flatMap(({ because }) => because));
  const groups = groupSteps(before, after);
  const replaced = new Set(
    groups.flatMap((step) => (step.action === "replace-group" ? [step.resource] : [])),
  );
  return [...groups, ...ruleSteps(before, after, replaced, lost), ...clashes(before, after, replaced)];
}

function groupSteps(before: CheckedNetwork, after: CheckedNetwork): ChangeStep[] {
  const old = byId(before.resources("aws_security_group"));
  const steps: ChangeStep[] = [];
  for (const group of after.resources("aws_security_group")) {
    const was = old.get(group.id);
    old.delete(group.id);
    if (was === undefined)
      steps.push(step("create", group, false, "a new group; nothing carries it yet", null));
    else {
      const forcing = changed(was, group, FORCES_NEW_GROUP);
      if (forcing.length > 0) steps.push(replacedGroup(was, group, forcing, after));
      else if (changed(was, group, ["tags"]).length > 0)
        steps.push(step("in-place", group, false, "its tags change", null));
    }
  }
  for (const group of old.values()) {
    const fix =
      "Take it off every interface and out of every rule first; EC2 answers DependencyViolation before.";
    steps.push(step("delete", group, true, "the group goes; what carries it keeps it from going", fix));
  }
  return steps;
}

function replacedGroup(
  was: Resource,
  group: Resource,
  forcing: readonly string[],
  after: CheckedNetwork,
): ChangeStep {
  const rules = after.rulesOf(group.id).length;
  const why = `${forcing.join(", ")} ${forcing.length === 1 ? "changes" : "change"}, which EC2 does only with a new group; its ${rules} rules are made anew on it`;
  const lifecycle = group.values.get("lifecycle");
  const block = isList(lifecycle) ? lifecycle[0] : lifecycle;
  const createsFirst = isBlock(block) && block.get("create_before_destroy") === true;
  if (!createsFirst) {
    const fix =
      "Set create_before_destroy on the group and let name_prefix name it; or leave these attributes as they are.";
    return step("replace-group", group, true, `${why}; the old one is deleted first`, fix);
  }
  const name = textOf(group.values.get("name"));
  if (name !== undefined && name === textOf(was.values.get("name"))) {
    const fix = "Use name_prefix in the place of name: two groups of one VPC cannot have the same name.";
    return step(
      "replace-group",
      group,
      true,
      `${why}; EC2 refuses the second group of the name ${name}`,
      fix,
    );
  }
  return step(
    "replace-group",
    group,
    false,
    `${why}; the old one goes when nothing carries it any more`,
    null,
  );
}

function ruleSteps(
  before: CheckedNetwork,
  after: CheckedNetwork,
  replacedGroups: ReadonlySet<string>,
  lost: ReadonlySet<string>,
): ChangeStep[] {
  const steps: ChangeStep[] = [];
  for (const rule of after.model.rules) {
    if (replacedGroups.has(rule.group)) continue;
    const was = before.rules.get(rule.id);
    if (was === undefined) steps.push(ruleStep("create", rule, false, "a new rule", null));
    else append(steps, changedRule(before, after, was, rule));
  }
  for (const rule of before.model.rules) {
    if (after.rules.has(rule.id) || replacedGroups.has(rule.group)) continue;
    const cut = lost.has(rule.id);
    const why = cut
      ? "conversations that only this rule allows end"
      : "other rules allow what it allowed, or nothing used it";
    steps.push(
      ruleStep(
        "delete",
        rule,
        cut,
        why,
        cut ? "Make sure that nothing uses it; tracked connections live on until they end." : null,
      ),
    );
  }
  return steps;
}

function* changedRule(
  before: CheckedNetwork,
  after: CheckedNetwork,
  was: Rule,
  rule: Rule,
): Iterable<ChangeStep> {
  const old = before.model.resources.get(was.resource);
  const now = after.model.resources.get(rule.resource);
  const gap = "between the two nothing lets its packets pass";
  if (rule.style === "inline" || was.style === "inline") {
    if (identity(was) === identity(rule) && was.style === rule.style) return;
    const fix =
      "Use aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule: they change in place.";
    yield ruleStep("replace-rule", rule, true, `an inline rule is revoked and authorized again; ${gap}`, fix);
    return;
  }
  if (old === undefined || now === undefined) return;
  if (rule.style === "legacy") {
    const forcing = changed(old, now, LEGACY_ATTRIBUTES);
    const fix =
      "Use aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule: they change in place.";
    if (forcing.length > 0)
      yield ruleStep(
        "replace-rule",
        rule,
        true,
        `${forcing.join(", ")} of aws_security_group_rule cannot be changed; ${gap}`,
        fix,
      );
    else if (changed(old, now, ["description"]).length > 0)
      yield ruleStep("in-place", rule, false, "its description changes", null);
    return;
  }
  const differing = changed(old, now, RULE_ATTRIBUTES);
  if (differing.length === 0) return;
  const otherKind = PEER_ATTRIBUTES.some((name) => isWritten(old, name) !== isWritten(now, name));
  if (differing.includes("security_group_id") || otherKind) {
    const why = otherKind ? "the kind of its peer changes" : "it moves to another group";
    const fix = "Add the new rule under a new id first and delete the old one in a second apply.";
    yield ruleStep("replace-rule", rule, true, `${why}, so it is deleted and made again; ${gap}`, fix);
    return;
  }
  yield ruleStep(
    "in-place",
    rule,
    false,
    `${differing.join(", ")} ${differing.length === 1 ? "changes" : "change"}`,
    null,
  );
}

/** Permissions that one address gives up while another one claims them: Terraform orders the two by chance. */
function clashes(
  before: CheckedNetwork,
  after: CheckedNetwork,
  replacedGroups: ReadonlySet<string>,
): ChangeStep[] {
  const holders = new Map(before.model.rules.map((rule) => [identity(rule), rule]));
  const steps: ChangeStep[] = [];
  for (const rule of after.model.rules) {
    if (replacedGroups.has(rule.group) || rule.style === "inline") continue;
    const holder = holders.get(identity(rule));
    if (holder === undefined || holder.id === rule.id || holder.style === "inline") continue;
    const successor = after.rules.get(holder.id);
    if (successor !== undefined && identity(successor) === identity(holder)) continue;
    steps.push(
      ruleStep(
        "duplicate-permission",
        rule,
        true,
        `${holder.id} has the same permission (${describeTraffic(rule.traffic)}) and gives it up in the same apply`,
        `Tell Terraform that it is the same rule: moved { from = ${holder.id}, to = ${rule.id} }, or moveTo in CDKTF.`,
      ),
    );
  }
  return steps;
}

/** Equal for rules of which EC2 takes the second for a duplicate of the first. */
function identity(rule: Rule): string {
  return `${rule.group} ${rule.direction} ${permissionText(rule)}`;
}

function changed(was: Resource, now: Resource, attributes: readonly string[]): string[] {
  return attributes.filter((name) => canonical(was.values.get(name)) !== canonical(now.values.get(name)));
}

function isWritten(resource: Resource, attribute: string): boolean {
  return canonical(resource.values.get(attribute)) !== "";
}

/** The value as text in which what Terraform takes for equal is equal: 443 and "443", null and absent. */
function canonical(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Reference || value instanceof Unresolved) return `\${${value}}`;
  if (isList(value)) return value.length === 0 ? "" : `[${value.map(canonical).join()}]`;
  if (isBlock(value))
    return `{${[...value]
      .map(([name, entry]) => `${name}=${canonical(entry)}`)
      .sort()
      .join()}}`;
  return String(value);
}

function byId(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

function step(
  action: ChangeAction,
  resource: Resource,
  outage: boolean,
  why: string,
  fix: string | null,
): ChangeStep {
  return { action, resource: resource.id, constructPath: resource.constructPath ?? null, outage, why, fix };
}

function ruleStep(
  action: ChangeAction,
  rule: Rule,
  outage: boolean,
  why: string,
  fix: string | null,
): ChangeStep {
  return { action, resource: rule.id, constructPath: rule.constructPath ?? null, outage, why, fix };
}
