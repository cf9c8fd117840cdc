import { describeTraffic } from "../../reachability/edge-traffic.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-007: The members of a security group may talk to each other. */
export const selfReference: Guardrail = {
  id: "CORDON-NET-007",
  title: "The members of a security group may talk to each other",
  severity: "medium",
  why: "One taken host reaches all its siblings: this is the lateral movement that segmentation is there to stop.",
  fix: "Delete the rule, or give the workloads that must talk to each other segments of their own.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "SC-7(21)"] },
  *check(network) {
    for (const rule of network.model.rules) {
      // Members of a cluster of EKS must reach each other.
      if (network.model.securityGroups.get(rule.group)?.madeBy === "EKS") continue;
      if (rule.direction !== "ingress") continue;
      // Where it is not known which group the rule names, that is UNKNOWN already.
      const isOwn = rule.peers.some(
        (peer) => peer.kind === "group" && peer.group === rule.group && peer.perhaps !== true,
      );
      if (!isOwn) continue;
      yield violated(
        rule.id,
        `the members of ${rule.group} may send each other ${describeTraffic(rule.traffic)}`,
      );
    }
  },
};
