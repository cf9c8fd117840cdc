import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-011: Two rules of a security group are the same permission. */
export const duplicateRule: Guardrail = {
  id: "CORDON-NET-011",
  title: "Two rules of a security group are the same permission",
  severity: "high",
  why: "EC2 compares neither descriptions nor names: it answers InvalidPermission.Duplicate, and the apply stops half-way.",
  fix: "Delete one of the two.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["CM-6"] },
  *check(network) {
    for (const { rule, kind, by } of network.reachability.redundant) {
      if (kind === "duplicate") yield violated(rule, `it is the same permission as ${by.join(", ")}`);
    }
  },
};
