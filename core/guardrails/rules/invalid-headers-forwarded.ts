import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-ELB-001: A load balancer forwards invalid HTTP headers. */
export const invalidHeadersForwarded: Guardrail = {
  id: "CORDON-ELB-001",
  title: "A load balancer forwards invalid HTTP headers",
  severity: "medium",
  why: "Headers that balancer and application read differently are how requests are smuggled past checks.",
  fix: "Set drop_invalid_header_fields to true.",
  equivalents: {
    checkov: ["CKV_AWS_131"],
    trivy: ["AWS-0052"],
    cdkNag: ["ALBHttpDropInvalidHeaderEnabled"],
    cis: [],
    nist: ["SC-8", "SI-10"],
  },
  *check(network) {
    for (const resource of network.resources("aws_lb", "aws_alb")) {
      const kind = attributeOf(resource, "load_balancer_type");
      if (kind === "network" || kind === "gateway") continue;
      yield* requirement(
        isOn(attributeOf(resource, "drop_invalid_header_fields"), false),
        resource.id,
        "invalid header fields are forwarded",
        "whether invalid header fields are dropped",
      );
    }
  },
};
