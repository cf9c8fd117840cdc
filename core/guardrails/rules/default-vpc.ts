import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-020: The default VPC is used. */
export const defaultVpc: Guardrail = {
  id: "CORDON-NET-020",
  title: "The default VPC is used",
  severity: "medium",
  why: "It has public subnets, an internet gateway and open defaults, and everything that names no VPC lands in it.",
  fix: "Use a VPC of your own and delete the default one.",
  equivalents: { checkov: ["CKV_AWS_148"], trivy: ["AWS-0101"], cdkNag: [], cis: [], nist: ["AC-4", "SC-7"] },
  *check(network) {
    for (const vpc of network.resources("aws_default_vpc"))
      yield violated(vpc.id, "the default VPC is managed here instead of a VPC of its own");
  },
};
