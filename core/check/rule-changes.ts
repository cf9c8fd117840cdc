import type { CheckedNetwork } from "../reachability/checked-network.js";
import { describeTraffic } from "../reachability/edge-traffic.js";
import type { Rule } from "../reachability/model.js";
import type { Resource } from "../terraform/resource.js";
import type { Change, RuleChange } from "./change.js";
import { handOver, takesInline } from "./hand-over.js";
import { inlineChanges } from "./inline-changes.js";
import { permissionParts, throughout } from "./permission-parts.js";
import { isForgotten, isImported, isPlannedImport, type Transition } from "./transition.js";

/** What the change makes of each rule, in the order of the documents. */
export function ruleChanges(change: Change): RuleChange[] {
  const { before, after, replacedGroups } = change;
  const separate = after.model.rules
    .filter(({ style, group }) => style !== "inline" && !replacedGroups.has(group))
    .flatMap((rule) => {
      const was = before.rules.get(rule.id);
      if (was === undefined || was.style === "inline") return [added(rule, change)];
      const own = after.model.resources.get(rule.resource);
      const taken = own !== undefined && isPlannedImport(own, change.transition) ? [imports(rule)] : [];
      return [...taken, ...kept(was, rule, change)];
    });
  const gone = before.model.rules
    .filter(
      ({ id, style, group }) => style !== "inline" && !after.rules.has(id) && !replacedGroups.has(group),
    )
    .map((rule) => removed(rule, change));
  return [...separate, ...inlineChanges(change), ...gone, ...clashes(change)];
}

function added(rule: Rule, { after, transition }: Change): RuleChange {
  return isImportedRule(rule, after, transition)
    ? imports(rule)
    : { rule, touches: [], fix: null, action: "create", why: "a new rule" };
}

function imports(rule: Rule): RuleChange {
  const why = "the rule exists and comes under Terraform; arguments that differ change in place";
  return { action: "import", rule, touches: [], why, fix: null };
}

function removed(rule: Rule, { before, after, transition, standing }: Change): RuleChange {
  const own = before.model.resources.get(rule.resource);
  if (own !== undefined && isForgotten(own, transition)) return forgets(rule);
  standing.set(rule.id, null);
  return {
    action: "delete",
    rule,
    touches: [rule.id],
    why: "the rule goes",
    fix: takesInline(rule, before, after)
      ? `${rule.group} takes it for its own until it goes, and makes it anew only with the next apply: let go of it with a removed block, destroy = false.`
      : "Make sure that nothing uses it; tracked connections live on until they end.",
  };
}

function forgets(rule: Rule): RuleChange {
  const why = "Terraform forgets it without destroying it: it stays in force, and nothing manages it";
  return { action: "forget", rule, touches: [], why, fix: null };
}

function kept(was: Rule, rule: Rule, change: Change): RuleChange[] {
  const { before, after, transition, changed, standing } = change;
  const [old, now] = [before.model.resources.get(was.resource), after.model.resources.get(rule.resource)];
  if (old === undefined || now === undefined) return [];
  if (isForgotten(now, transition)) return [forgets(rule)];
  const actions = transition.changes.get(rule.resource)?.actions;
  const names = changed.ofRule(was, rule, old, now);
  const forcing =
    actions === undefined ? forcesNewRule(was, rule, names) : plannedReplacement(actions, names);
  const isOpen = actions === undefined && changed.mayAgree(old, now, names);
  if (forcing !== null) {
    const made = replaced(was, rule, now, forcing, change);
    return [isOpen ? { ...made, why: `${names.join(", ")} may stay as it is; if not: ${made.why}` } : made];
  }
  if (names.length === 0) return [];
  const isSame = isSamePermission(was, rule);
  if (!isSame) standing.set(was.id, throughout(was, rule, before.model, after.model));
  const verb = isOpen ? "may change" : names.length === 1 ? "changes" : "change";
  const why = `${names.join(", ")} ${verb}`;
  return [{ action: "in-place", rule, touches: isSame ? [] : [was.id], why, fix: null }];
}

/** Why the change of a rule makes a new one; null where EC2 changes it in place. */
function forcesNewRule(was: Rule, rule: Rule, names: readonly string[]): string | null {
  if (was.group !== rule.group) return "it moves to another group";
  if (rule.style === "legacy") {
    const forcing = names.filter((name) => name !== "description");
    return forcing.length === 0 ? null : `${forcing.join(", ")} of aws_security_group_rule cannot be changed`;
  }
  return peerKinds(was) === peerKinds(rule) ? null : "the kind of its peer changes";
}

function plannedReplacement(actions: readonly string[], names: readonly string[]): string | null {
  if (!actions.includes("create") || !actions.includes("delete")) return null;
  return names.length === 0 ? "the plan replaces it" : `the plan replaces it for ${names.join(", ")}`;
}

function replaced(was: Rule, rule: Rule, now: Resource, forcing: string, change: Change): RuleChange {
  const { transition, standing } = change;
  const actions = transition.changes.get(rule.resource)?.actions;
  const first = actions === undefined ? change.createdFirst.has(now.id) : actions[0] === "create";
  if (first) {
    const fix = rule.style === "legacy" ? SEPARATE_RULES : null;
    // Of a permission that stays the same, EC2 refuses the second one.
    const stays = permissionParts(rule).filter((part) => permissionParts(was).includes(part));
    if (stays.length === 0) {
      const why = `${forcing}; the new one is made first, then the old one goes`;
      return { action: "replace-rule", rule, touches: [was.id], why, fix };
    }
    standing.set(was.id, null);
    const why = `${forcing}; the new one is to be made first, which EC2 refuses: they share a permission`;
    return { action: "duplicate-permission", rule, touches: [was.id], why, fix: SEPARATE_RULES };
  }
  standing.set(was.id, null);
  const fix =
    rule.style === "legacy"
      ? SEPARATE_RULES
      : "Set create_before_destroy on the rule, or add the new one first and delete the old one in a second apply.";
  const why = `${forcing}, so it is deleted and made again`;
  return { action: "replace-rule", rule, touches: [was.id], why, fix };
}

const SEPARATE_RULES =
  "Use aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule: they change in place.";

/** A permission that a new or changed rule claims while another one holds it. */
export interface Claim {
  readonly rule: Rule;
  readonly holder: Rule;
}

/** Each rule with every holder of a permission that it claims, also where the group gives it up before. */
export function claims({
  before,
  after,
  transition,
  replacedGroups,
}: Omit<Change, "standing" | "changed" | "createdFirst">): Claim[] {
  const holders = new Map<string, Rule>();
  for (const rule of before.model.rules) for (const part of permissionParts(rule)) holders.set(part, rule);
  return after.model.rules.flatMap((rule): Claim[] => {
    if (replacedGroups.has(rule.group) || rule.style === "inline" || isImportedRule(rule, after, transition))
      return [];
    const was = before.rules.get(rule.id);
    const held = new Set(was === undefined ? [] : permissionParts(was));
    const others = permissionParts(rule)
      .filter((part) => !held.has(part))
      .map((part) => holders.get(part))
      .filter((one) => one !== undefined && one.id !== rule.id);
    return [...new Set(others)].flatMap((holder) => (holder === undefined ? [] : [{ rule, holder }]));
  });
}

/** Claims at which EC2 answers InvalidPermission.Duplicate. */
function clashes(change: Change): RuleChange[] {
  const { before, after } = change;
  const stillInline = new Set(
    after.model.rules.filter(({ style }) => style === "inline").flatMap((rule) => permissionParts(rule)),
  );
  // One refusal is enough to stop the apply.
  const first = new Map([...claims(change)].reverse().map((claim) => [claim.rule, claim]));
  return [...first.values()].reverse().flatMap(({ rule, holder }): RuleChange[] => {
    const parts = permissionParts(rule);
    // A group gives up its inline rules before rules that refer to it are made.
    if (holder.style === "inline" && !parts.some((part) => stillInline.has(part))) return [];
    const stays = after.rules.get(holder.id);
    const keeps = stays !== undefined && permissionParts(stays).some((part) => parts.includes(part));
    const traffic = describeTraffic(rule.traffic);
    const why = keeps
      ? `${holder.id} has the same permission (${traffic}) and keeps it: EC2 refuses the second one`
      : `${holder.id} has the same permission (${traffic}) and gives it up in the same apply`;
    const touches = keeps ? [] : [holder.id];
    return [
      { action: "duplicate-permission", rule, touches, why, fix: handOver(holder, rule, before, after) },
    ];
  });
}

function isImportedRule({ resource }: Rule, { model }: CheckedNetwork, transition: Transition): boolean {
  const own = model.resources.get(resource);
  return own !== undefined && isImported(own, transition);
}

function isSamePermission(was: Rule, rule: Rule): boolean {
  return permissionParts(was).sort().join() === permissionParts(rule).sort().join();
}

function peerKinds({ peers }: Rule): string {
  return peers
    .map((peer) => (peer.kind === "cidr" ? peer.cidr.family : peer.kind === "unknown" ? peer.of : peer.kind))
    .sort()
    .join();
}
