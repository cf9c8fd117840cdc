import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule } from "../reachability/model.js";
import { listOf } from "../terraform/value.js";
import type { Change, RuleChange } from "./change.js";
import { describedPart, permissionParts } from "./permission-parts.js";
import { isImported } from "./transition.js";

/**
 * What becomes of inline rules.
 *
 * The provider compares the rules of one direction expanded to one peer each: it revokes what is gone in one call, then
 * authorizes what is new in another (AWS provider 5.100.0, internal/service/ec2/vpc_security_group.go).
 */
export function inlineChanges(change: Change): RuleChange[] {
  const { before, after, replacedGroups, standing } = change;
  const [was, now] = [inlineRules(before), inlineRules(after)];
  // The group shows rules of other resources too: the provider takes an equal one for its own.
  const [had, has] = [partsOf(before.model.rules), partsOf(now)];
  const revoked = new Map<string, Rule>();
  const changes: RuleChange[] = [];
  const taken = importedParts(change);
  for (const rule of was) {
    if (replacedGroups.has(rule.group)) continue;
    const peers = rule.peers.filter((peer) => has.has(describedPart(rule, peer)));
    if (peers.length === rule.peers.length) continue;
    if (isLeftOut(rule, after) && permissionParts(rule).every((part) => taken.has(part))) {
      const why = "the group no longer mentions it and an imported rule takes it over: it stays in force";
      changes.push({ action: "forget", rule, touches: [], why, fix: null });
      continue;
    }
    revoked.set(rule.id, rule);
    standing.set(rule.id, peers.length === 0 ? null : { ...rule, peers });
  }
  for (const rule of now) {
    if (replacedGroups.has(rule.group)) continue;
    const added = rule.peers.filter((peer) => !had.has(describedPart(rule, peer)));
    if (added.length === 0) continue;
    const old = revoked.get(rule.id);
    revoked.delete(rule.id);
    const base = { rule, fix: null };
    if (old !== undefined)
      changes.push({
        action: "replace-rule",
        rule,
        touches: [old.id],
        why: "the provider revokes what differs of an inline rule, then authorizes it anew",
        fix: "Use aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule: they change in place.",
      });
    else if (added.length < rule.peers.length)
      changes.push({ ...base, action: "in-place", touches: [], why: "only what is added is authorized" });
    else changes.push({ ...base, action: "create", touches: [], why: "a new inline rule" });
  }
  for (const rule of revoked.values()) {
    const gone = standing.get(rule.id) === null;
    changes.push({
      action: gone ? "delete" : "in-place",
      rule,
      touches: [rule.id],
      why: gone ? "the inline rule is revoked" : "only what is taken out is revoked",
      fix: gone ? "Make sure that nothing uses it; tracked connections live on until they end." : null,
    });
  }
  return changes;
}

/** Permissions of rules that are imported. */
function importedParts({ after, transition }: Change): ReadonlySet<string> {
  const imported = after.model.rules.filter(({ resource }) => {
    const own = after.model.resources.get(resource);
    return own !== undefined && isImported(own, transition);
  });
  return new Set(imported.flatMap((rule) => permissionParts(rule)));
}

/** The group mentions no rules of the direction, so the provider revokes none: what is taken over left a gap in its list. */
function isLeftOut({ group, direction }: Rule, after: CheckedNetwork): boolean {
  return listOf(after.model.resources.get(group)?.values.get(direction)).includes(null);
}

function inlineRules(network: CheckedNetwork): readonly Rule[] {
  // Rules that AWS gave a group of its own are not arguments of a resource.
  return network.model.rules.filter(
    ({ style, resource }) => style === "inline" && network.model.resources.has(resource),
  );
}

function partsOf(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => rule.peers.map((peer) => describedPart(rule, peer))));
}
