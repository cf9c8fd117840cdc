import type { CheckedNetwork } from "../../reachability/checked-network.js";
import type { Resource } from "../../terraform/resource.js";
import { isList } from "../../terraform/value.js";
import { type Guardrail, violated } from "../guardrail.js";
import { managementOf } from "./rule-not-managed-here.js";

/** CORDON-NET-014: Inline and separate rules on one security group. */
export const mixedRuleStyles: Guardrail = {
  id: "CORDON-NET-014",
  title: "Inline and separate rules on one security group",
  severity: "high",
  why: "The inline blocks are the whole truth to the provider: every apply deletes the separate rules, the next one makes them again.",
  fix: "Keep separate rules only (aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule).",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["CM-2", "CM-6"] },
  *check(network) {
    for (const group of network.model.securityGroups.keys()) {
      // What no resource here makes, or perhaps none, is a matter of its own.
      const rules = network.rulesOf(group).filter((rule) => managementOf(rule, network) === "here");
      const styles = new Set(rules.map(({ style }) => style));
      const resource = network.model.resources.get(group);
      const emptied = rules.find(
        ({ direction, style }) => style !== "inline" && isEmptied(resource, direction, network),
      );
      if (styles.size === 1 && emptied !== undefined)
        yield violated(
          group,
          `${emptied.direction} = [] says that ${group} has no such rules, so every apply deletes ${emptied.id}`,
          `Leave ${emptied.direction} out of the group.`,
        );
      if (styles.size > 1)
        yield violated(
          group,
          `the rules of ${group} are written as ${[...styles].sort().join(" and ")} rules`,
        );
    }
  },
};

/** Whether the configuration writes the rules of a direction as an empty list. Values alone never say it: AWS shows the same. */
function isEmptied(
  resource: Resource | undefined,
  direction: "ingress" | "egress",
  { model }: CheckedNetwork,
): boolean {
  const value = resource?.values.get(direction);
  // What only mirrors a separate rule was taken out of a plan's values.
  if (!isList(value) || value.some((block) => block !== null)) return false;
  return model.source === "configuration" || resource?.written?.has(direction) === true;
}
