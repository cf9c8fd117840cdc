import { TCP } from "../../network/protocol.js";
import { trafficOf } from "../../network/traffic.js";
import { describeTraffic } from "../../reachability/edge-traffic.js";
import { describeInternet, describeTogether } from "../../reachability/internet-exposure.js";
import { type Guardrail, violated } from "../guardrail.js";

/** Every TCP port is as good as everything to whoever carries data away. */
export const EVERY_TCP_PORT = trafficOf(TCP, 0, 65535);

/** CORDON-NET-003: Everything may leave to the internet. */
export const unrestrictedInternetEgress: Guardrail = {
  id: "CORDON-NET-003",
  title: "Everything may leave to the internet",
  severity: "high",
  why: "Whoever takes over such a workload can load tools and carry data away on any port; AWS opens it by default, and most modules do too.",
  fix: "Allow the ports and destinations that are needed: security groups, VPC endpoints, prefix lists, or tcp/443 to named blocks.",
  equivalents: {
    checkov: ["CKV_AWS_382"],
    trivy: ["AWS-0104"],
    cdkNag: [],
    cis: [],
    nist: ["AC-4", "SC-7(5)"],
  },
  *check(network) {
    for (const { rule, traffic, together, share } of network.internetExposures("egress")) {
      if (!traffic.covers(EVERY_TCP_PORT)) continue;
      yield violated(
        rule.id,
        `${rule.group} may send ${describeTraffic(traffic)} to ${describeInternet({ share })}${describeTogether(together)}`,
      );
    }
  },
};
