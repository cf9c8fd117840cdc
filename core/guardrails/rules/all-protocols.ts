import { TCP } from "../../network/protocol.js";
import { trafficOf } from "../../network/traffic.js";
import { describeTraffic } from "../../reachability/edge-traffic.js";
import { type Guardrail, violated } from "../guardrail.js";

const EVERY_TCP_PORT = trafficOf(TCP, 0, 65535);

/** CORDON-NET-006: A rule lets every protocol and port through. */
export const allProtocols: Guardrail = {
  id: "CORDON-NET-006",
  title: "A rule lets every protocol and port through",
  severity: "medium",
  why: "It also opens every service that is started tomorrow, and hides which conversation it was made for.",
  fix: "Write the protocol and the ports that the conversation uses.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "CM-7"] },
  *check(network) {
    // What is open to the internet as well is reported as that.
    const exposed = new Set(
      (["ingress", "egress"] as const).flatMap((direction) =>
        network.internetExposures(direction).map(({ rule }) => rule.id),
      ),
    );
    for (const rule of network.model.rules) {
      // Members of a cluster of EKS must reach each other.
      if (network.model.securityGroups.get(rule.group)?.madeBy === "EKS") continue;
      if (exposed.has(rule.id) || !rule.trafficKnown || !rule.traffic.covers(EVERY_TCP_PORT)) continue;
      const verb = rule.direction === "ingress" ? "takes" : "may send";
      yield violated(rule.id, `${rule.group} ${verb} ${describeTraffic(rule.traffic)}`);
    }
  },
};
