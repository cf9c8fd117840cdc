import { AddressSet } from "../../network/address-set.js";
import { type Cidr, parseCidr } from "../../network/cidr.js";
import { describeTraffic } from "../../reachability/edge-traffic.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-023: A rule is open to a large part of the internet. */
export const largePartOfInternet: Guardrail = {
  id: "CORDON-NET-023",
  title: "A rule is open to a large part of the internet",
  severity: "high",
  why: "Half of the internet is as hostile as the whole of it, and checks that look for 0.0.0.0/0 and ::/0 do not see it.",
  fix: "Name the blocks, prefix lists or security groups that are meant.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: ["5.2", "5.3"], nist: ["AC-4", "SC-7"] },
  *check(network) {
    const exposed = new Set(
      (["ingress", "egress"] as const).flatMap((direction) =>
        network.internetExposures(direction).map(({ rule }) => rule.id),
      ),
    );
    for (const rule of network.model.rules) {
      if (exposed.has(rule.id)) continue;
      const blocks = rule.peers.flatMap((peer) =>
        peer.kind === "cidr" && isLarge(peer.cidr) ? [peer.cidr.text] : [],
      );
      if (blocks.length === 0) continue;
      const verb = rule.direction === "ingress" ? "takes" : "may send";
      const way = rule.direction === "ingress" ? "from" : "to";
      yield violated(
        rule.id,
        `${rule.group} ${verb} ${describeTraffic(rule.traffic)} ${way} ${blocks.join(", ")}`,
      );
    }
  },
};

/** Wider than any block that a registry gives one organization today: /8 of IPv4, /16 of IPv6. */
const LONGEST_LARGE_PREFIX = { ipv4: 7, ipv6: 15 } as const;

/** Unique local addresses (RFC 4193) are wide and private. */
const PRIVATE = AddressSet.fromCidrs(
  ["fc00::/7"].flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok ? [cidr.value] : [];
  }),
);

function isLarge(cidr: Cidr): boolean {
  return (
    cidr.prefixLength <= LONGEST_LARGE_PREFIX[cidr.family] && !PRIVATE.covers(AddressSet.fromCidrs([cidr]))
  );
}
