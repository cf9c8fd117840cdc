import { describeTraffic } from "../../reachability/edge-traffic.js";
import { describeInternet, describeTogether } from "../../reachability/internet-exposure.js";
import { type Guardrail, violated } from "../guardrail.js";
import { EVERY_TCP_PORT } from "./unrestricted-internet-egress.js";

/** CORDON-NET-004: A security group may talk to the internet. */
export const internetEgress: Guardrail = {
  id: "CORDON-NET-004",
  title: "A security group may talk to the internet",
  severity: "medium",
  why: "Nothing reaches the internet unless a flow says so; one open port is enough to carry data away.",
  fix: "Use a VPC endpoint, a prefix list or a named block; if the internet is meant, acknowledge it with the reason and an expiry.",
  equivalents: { checkov: [], trivy: ["AWS-0104"], cdkNag: [], cis: [], nist: ["AC-4", "SC-7(5)"] },
  *check(network) {
    for (const { rule, traffic, together, share } of network.internetExposures("egress")) {
      if (traffic.covers(EVERY_TCP_PORT)) continue;
      yield violated(
        rule.id,
        `${rule.group} may send ${describeTraffic(traffic)} to ${describeInternet({ share })}${describeTogether(together)}`,
      );
    }
  },
};
