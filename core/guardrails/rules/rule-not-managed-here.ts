import type { CheckedNetwork } from "../../reachability/checked-network.js";
import type { Rule } from "../../reachability/model.js";
import { textOf } from "../../terraform/value.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";

/** CORDON-NET-029: A rule of a security group is not managed here. */
export const ruleNotManagedHere: Guardrail = {
  id: "CORDON-NET-029",
  title: "A rule of a security group is not managed here",
  severity: "medium",
  why: "It is in force, and no resource of the input makes it: another stack does, somebody made it by hand, or it was left behind.",
  fix: "Check the stack that makes it together with this one, or import the rule, or revoke it. Refresh a state first: after a changed rule it shows the old one too.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["CM-2", "CM-3(5)"] },
  *check(network) {
    for (const group of network.model.securityGroups.keys())
      for (const rule of network.rulesOf(group)) {
        const management = managementOf(rule, network);
        if (management === "elsewhere")
          yield violated(
            rule.id,
            `no resource of the input makes this rule of ${group}, and ${since(network)}`,
          );
        if (management === "undecided") yield undecided(rule.id, whyUndecided(rule, network));
      }
  },
};

/** A state holds a group as it was last read: an apply that changes a separate rule leaves the old entry there. */
function since({ model }: CheckedNetwork): string {
  return model.source === "state" ? "it was in force when the state last read the group" : "it is in force";
}

/** Who makes a rule that stands in its group: the group or nobody here, or either. */
export type Management = "here" | "elsewhere" | "undecided";

/**
 * Whether a rule only stands in the computed entries of its group.
 *
 * A group without separate rules owns its entries: neither a state nor, for `dynamic`, a plan says that its configuration
 * writes them. Beside separate rules, an entry that the configuration does not write is not managed; where it may be written
 * or not, nobody can tell.
 */
export function managementOf({ id, style, direction, group }: Rule, network: CheckedNetwork): Management {
  const { source, resources } = network.model;
  // Rules that AWS gives a group have no entry of their own in the document.
  if (style !== "inline" || source === "configuration" || !id.startsWith(`${group}.`)) return "here";
  const resource = resources.get(group);
  if (resource === undefined || resource.written?.has(direction) === true) return "here";
  // A group that is still to be made has no entries but those that its configuration writes.
  if (textOf(resource.values.get("id")) === undefined) return "here";
  if (resource.unwritten?.has(direction) === true) return "elsewhere";
  const separate = network.rulesOf(group).filter((other) => other.style !== "inline");
  // A state may be older than its separate rules, and then its group mirrors none of them.
  if (source === "state" && separate.some((other) => other.direction === direction)) return "elsewhere";
  return separate.length > 0 ? "undecided" : "here";
}

function whyUndecided({ direction, group }: Rule, { model }: CheckedNetwork): string {
  const silent =
    model.source === "state"
      ? "a state does not show what is written, a plan with --source does"
      : "a plan does not show dynamic blocks, --source does";
  return `whether the configuration of ${group} writes this ${direction} rule, or nothing here makes it, is not known: ${silent}`;
}
