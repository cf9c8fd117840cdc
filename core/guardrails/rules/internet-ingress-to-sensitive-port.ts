import { describeTraffic } from "../../reachability/edge-traffic.js";
import { describeInternet, describeTogether } from "../../reachability/internet-exposure.js";
import { SENSITIVE_SERVICES } from "../../reachability/metrics/service.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-001: A port that administers hosts or holds data is open to the internet. */
export const internetIngressToSensitivePort: Guardrail = {
  id: "CORDON-NET-001",
  title: "A port that administers hosts or holds data is open to the internet",
  severity: "critical",
  why: "Every address of the internet may try credentials and exploits on it; such ports are found by scanners within minutes.",
  fix: "Name the source: a security group, a VPN or office block, or use Systems Manager Session Manager instead of an open port.",
  equivalents: {
    checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_277"],
    trivy: ["AWS-0107"],
    cdkNag: ["EC23", "EC2RestrictedSSH", "EC2RestrictedCommonPorts"],
    cis: ["5.2", "5.3"],
    nist: ["AC-3", "AC-17", "SC-7"],
  },
  *check(network) {
    for (const { rule, traffic, together, share } of network.internetExposures("ingress")) {
      const open = SENSITIVE_SERVICES.filter((service) => service.traffic.intersects(traffic));
      if (open.length === 0) continue;
      const names =
        open.length > 4
          ? `${open.length} services such as ${open[0]?.name}`
          : open.map(({ name }) => name).join(", ");
      yield violated(
        rule.id,
        `${rule.group} takes ${describeTraffic(traffic)} from ${describeInternet({ share })}${describeTogether(together)}: ${names}`,
      );
    }
  },
};
