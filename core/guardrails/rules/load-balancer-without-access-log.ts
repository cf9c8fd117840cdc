import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-ELB-002: A load balancer writes no access log. */
export const loadBalancerWithoutAccessLog: Guardrail = {
  id: "CORDON-ELB-002",
  title: "A load balancer writes no access log",
  severity: "medium",
  why: "Without it nobody can say afterwards who asked for what.",
  fix: "Set access_logs with a bucket and enabled = true.",
  equivalents: {
    checkov: ["CKV_AWS_91"],
    trivy: [],
    cdkNag: ["ELB2", "ELBLoggingEnabled"],
    cis: [],
    nist: ["AU-2", "AU-12"],
  },
  *check(network) {
    for (const resource of network.resources("aws_lb", "aws_alb")) {
      if (attributeOf(resource, "load_balancer_type") === "gateway") continue;
      yield* requirement(
        isOn(attributeOf(resource, "access_logs", "enabled"), false),
        resource.id,
        "access logs are not enabled",
        "whether access logs are enabled",
      );
    }
  },
};
