import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-ELB-003: A load balancer can be deleted by one call. */
export const loadBalancerDeletion: Guardrail = {
  id: "CORDON-ELB-003",
  title: "A load balancer can be deleted by one call",
  severity: "low",
  why: "One wrong apply takes the application off the network, and its name with it.",
  fix: "Set enable_deletion_protection to true.",
  equivalents: {
    checkov: ["CKV_AWS_150"],
    trivy: [],
    cdkNag: ["ELBDeletionProtectionEnabled"],
    cis: [],
    nist: ["CP-10", "SC-5"],
  },
  *check(network) {
    for (const resource of network.resources("aws_lb", "aws_alb")) {
      yield* requirement(
        isOn(attributeOf(resource, "enable_deletion_protection"), false),
        resource.id,
        "deletion protection is off",
        "whether deletion protection is on",
      );
    }
  },
};
