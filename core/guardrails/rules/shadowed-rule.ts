import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-012: A rule adds nothing to the wider rules beside it. */
export const shadowedRule: Guardrail = {
  id: "CORDON-NET-012",
  title: "A rule adds nothing to the wider rules beside it",
  severity: "low",
  why: "Whoever reads the narrow rule believes that the group is narrow.",
  fix: "Delete the wider rule if the narrow one is enough, else the narrow one.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-6", "CM-6"] },
  *check(network) {
    for (const { rule, kind, by } of network.reachability.redundant) {
      if (kind === "shadowed")
        yield violated(rule, `everything that it lets through passes by ${by.join(" and ")} anyway`);
    }
  },
};
