import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** Policies without TLS 1.0 and 1.1 (Application Load Balancer User Guide, "Security policies"); without one the default allows both. */
const MODERN = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)/;

/** CORDON-ELB-004: A listener accepts TLS before 1.2. */
export const weakTlsPolicy: Guardrail = {
  id: "CORDON-ELB-004",
  title: "A listener accepts TLS before 1.2",
  severity: "high",
  why: "TLS 1.0 and 1.1 have known weaknesses and are withdrawn (RFC 8996).",
  fix: "Set ssl_policy to ELBSecurityPolicy-TLS13-1-2-2021-06 or a later one.",
  equivalents: {
    checkov: ["CKV_AWS_103"],
    trivy: ["AWS-0047"],
    cdkNag: ["ELBTlsHttpsListenersOnly"],
    cis: [],
    nist: ["SC-8", "SC-13"],
  },
  *check(network) {
    for (const listener of network.resources("aws_lb_listener", "aws_alb_listener")) {
      const protocol = attributeOf(listener, "protocol");
      if (protocol !== "HTTPS" && protocol !== "TLS") continue;
      yield* requirement(
        satisfies(
          attributeOf(listener, "ssl_policy"),
          (policy) => typeof policy === "string" && MODERN.test(policy),
        ),
        listener.id,
        "its TLS policy accepts versions before 1.2",
        "the TLS policy of the listener",
      );
    }
  },
};
