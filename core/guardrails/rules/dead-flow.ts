import { describeTraffic } from "../../reachability/edge-traffic.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-026: A flow that both groups allow is cut on the way. */
export const deadFlow: Guardrail = {
  id: "CORDON-NET-026",
  title: "A flow that both groups allow is cut on the way",
  severity: "medium",
  why: "The rules say that the conversation is meant, and no packet of it arrives; whoever looks for the fault looks at the groups first.",
  fix: "Let the network ACLs and route tables of both subnets pass it, or delete the rules.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "CM-6"] },
  *check(network) {
    for (const { rule, from, to, by } of network.reachability.deadFlows) {
      const traffic = network.rules.get(rule)?.traffic;
      const what = traffic === undefined ? "it" : describeTraffic(traffic);
      const cut =
        by === "network-acl"
          ? "a network ACL between their subnets stops it"
          : "no route leads there and back";
      yield violated(rule, `${from} and ${to} both allow ${what}, but ${cut}`);
    }
  },
};
