import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-ELB-005: A listener serves HTTP without TLS. */
export const plainHttpListener: Guardrail = {
  id: "CORDON-ELB-005",
  title: "A listener serves HTTP without TLS",
  severity: "high",
  why: "Credentials and data can be read and changed on the way.",
  fix: "Redirect to HTTPS with a default_action of type redirect.",
  equivalents: {
    checkov: ["CKV_AWS_2"],
    trivy: ["AWS-0054"],
    cdkNag: ["ALBHttpToHttpsRedirection"],
    cis: [],
    nist: ["AC-17(2)", "SC-8"],
  },
  *check(network) {
    for (const listener of network.resources("aws_lb_listener", "aws_alb_listener")) {
      if (attributeOf(listener, "protocol") !== "HTTP") continue;
      const type = attributeOf(listener, "default_action", "type");
      const target = attributeOf(listener, "default_action", "redirect", "protocol");
      yield* requirement(
        type === "redirect"
          ? satisfies(target, (protocol) => protocol === "HTTPS")
          : satisfies(type, (action) => action === "fixed-response"),
        listener.id,
        "it serves HTTP and does not redirect to HTTPS",
        "what the listener does with HTTP requests",
      );
    }
  },
};
