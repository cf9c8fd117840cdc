import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-005: Only one end of a flow allows it. */
export const halfOpenFlow: Guardrail = {
  id: "CORDON-NET-005",
  title: "Only one end of a flow allows it",
  severity: "medium",
  why: "A flow needs egress at its source and ingress at its target; with one of them the packets are dropped, and the rule that is there waits for somebody to complete it unseen.",
  fix: "Add the missing rule at the other group, or delete this one.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "CM-6"] },
  *check(network) {
    for (const { rule: id, missing } of network.reachability.halfOpen) {
      const rule = network.rules.get(id);
      const groups = rule?.peers.flatMap((peer) => (peer.kind === "group" ? [peer.group] : [])) ?? [];
      const other = groups.length === 0 ? "the other group" : groups.join(", ");
      yield violated(
        id,
        missing === "ingress"
          ? `${rule?.group ?? "the group"} may send to ${other}, which lets none of it in`
          : `${rule?.group ?? "the group"} lets in what ${other} may not send`,
        missing === "ingress"
          ? `Add the ingress rule at ${other}, or delete this egress rule.`
          : `Add the egress rule at ${other}, or delete this ingress rule.`,
      );
    }
  },
};
