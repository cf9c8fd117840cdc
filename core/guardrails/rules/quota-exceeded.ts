import { DEFAULT_QUOTAS } from "../../network/quota.js";
import { type Guardrail, violated } from "../guardrail.js";
import { heaviestDirections } from "../rule-weight.js";

/** CORDON-NET-013: More rules or groups than EC2 allows. */
export const quotaExceeded: Guardrail = {
  id: "CORDON-NET-013",
  title: "More rules or groups than EC2 allows",
  severity: "high",
  why: "Terraform plans them without complaint; the apply then stops half-way, with some rules made and others not.",
  fix: "Merge adjacent blocks and ports, use a prefix list or a security group as the peer, or split the segment; or ask AWS for more and acknowledge it.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["CM-6"] },
  *check(network) {
    for (const { group, direction, family, weight } of heaviestDirections(network)) {
      if (weight > DEFAULT_QUOTAS.rulesPerDirection) {
        yield violated(
          group,
          `${group} has ${direction} rules that weigh ${weight} for ${family}; a new account allows ${DEFAULT_QUOTAS.rulesPerDirection}`,
        );
      }
    }
    for (const workload of network.model.workloads.values()) {
      if (workload.groups.length > DEFAULT_QUOTAS.groupsPerInterface) {
        yield violated(
          workload.id,
          `${workload.id} carries ${workload.groups.length} security groups; a new account allows ${DEFAULT_QUOTAS.groupsPerInterface} on one interface`,
        );
      }
    }
  },
};
