import { TCP } from "../../network/protocol.js";
import { trafficOf } from "../../network/traffic.js";
import { type Guardrail, violated } from "../guardrail.js";

const EVERY_TCP_PORT = trafficOf(TCP, 0, 65535);

/** CORDON-NET-018: A workload carries a group that lets everything in beside narrower ones. */
export const broadGroupInUnion: Guardrail = {
  id: "CORDON-NET-018",
  title: "A workload carries a group that lets everything in beside narrower ones",
  severity: "high",
  why: "Security groups only allow, and those of one interface are a union: beside one broad group the narrow ones mean nothing.",
  fix: "Take the broad group off the workload; give what it was for a rule of its own in the narrow group.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "AC-6", "SC-7"] },
  *check(network) {
    const broad = new Set(
      network.model.rules
        .filter(
          ({ direction, traffic, trafficKnown }) =>
            direction === "ingress" && trafficKnown && traffic.covers(EVERY_TCP_PORT),
        )
        .map(({ group }) => group),
    );
    for (const { id, groups } of network.model.workloads.values()) {
      const made = (group: string): boolean => network.model.securityGroups.get(group)?.madeBy === "EKS";
      const wide = groups.filter((group) => broad.has(group) && !made(group));
      const narrow = groups.filter((group) => !broad.has(group));
      if (wide.length > 0 && narrow.length > 0) {
        yield violated(
          id,
          `${wide.join(", ")} lets every port in, so the limits of ${narrow.join(", ")} mean nothing there`,
        );
      }
    }
  },
};
