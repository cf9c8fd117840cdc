import { type Guardrail, violated } from "../guardrail.js";

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
      const styles = new Set(network.rulesOf(group).map(({ style }) => style));
      if (styles.size > 1)
        yield violated(
          group,
          `the rules of ${group} are written as ${[...styles].sort().join(" and ")} rules`,
        );
    }
  },
};
