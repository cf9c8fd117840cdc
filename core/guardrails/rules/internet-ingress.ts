import { describeTraffic } from "../../reachability/edge-traffic.js";
import { describeInternet, describeTogether } from "../../reachability/internet-exposure.js";
import { SENSITIVE_SERVICES } from "../../reachability/metrics/service.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-002: A security group is open to the internet. */
export const internetIngress: Guardrail = {
  id: "CORDON-NET-002",
  title: "A security group is open to the internet",
  severity: "high",
  why: "Default deny ends where the internet begins: an open port is public, whatever the application behind it thinks.",
  fix: "Name the source block or prefix list; if the port is meant to be public, acknowledge it with the reason and an expiry.",
  equivalents: {
    checkov: ["CKV_AWS_260"],
    trivy: ["AWS-0107"],
    cdkNag: ["EC23"],
    cis: ["5.2", "5.3"],
    nist: ["AC-3", "AC-4", "SC-7"],
  },
  *check(network) {
    for (const { rule, traffic, together, share } of network.internetExposures("ingress")) {
      if (SENSITIVE_SERVICES.some((service) => service.traffic.intersects(traffic))) continue;
      yield violated(
        rule.id,
        `${rule.group} takes ${describeTraffic(traffic)} from ${describeInternet({ share })}${describeTogether(together)}`,
      );
    }
  },
};
