import { accept, quote, type Result, refuse } from "../../errors.js";
import { AddressSet } from "../../network/address-set.js";
import { parseCidr } from "../../network/cidr.js";
import { IntervalSet } from "../../network/interval-set.js";
import { describeTraffic } from "../../reachability/edge-traffic.js";
import type { Rule } from "../../reachability/model.js";
import type { GuardrailErrorCode } from "../error-codes.js";
import { type Guardrail, violated } from "../guardrail.js";

/** Wider than any block that a registry gives one organization today: /8 of IPv4, and so /16 of IPv6. */
const LONGEST_LARGE_PREFIX = 7;
const LONGEST_PREFIX = 31;

/** CORDON-NET-023: A rule is open to a large part of the internet. */
export const largePartOfInternet: Guardrail = withLargest(LONGEST_LARGE_PREFIX);

/**
 * CORDON-NET-023 with another threshold.
 *
 * Problem: CORDON_GUARDRAIL_THRESHOLD.
 * @param longest an interval counts as large from this prefix length of IPv4 on, and from twice as many bits and one of IPv6;
 * 1 to 31
 */
export function largePartOfInternetFrom(longest: number): Result<Guardrail, GuardrailErrorCode> {
  if (Number.isInteger(longest) && longest >= 1 && longest <= LONGEST_PREFIX)
    return accept(withLargest(longest));
  return refuse({
    code: "CORDON_GUARDRAIL_THRESHOLD",
    summary: "no interval of this size counts as large",
    got: quote(longest),
    allowed: `a whole prefix length of IPv4 from 1 to ${LONGEST_PREFIX}`,
    fix: `write ${LONGEST_LARGE_PREFIX} for blocks wider than a registry gives one organization`,
  });
}

function withLargest(longest: number): Guardrail {
  return {
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
        const blocks = largeBlocks(rule, longest);
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
}

/** Space that is wide and not on the internet: RFC 1918, RFC 6598, RFC 4193. */
const PRIVATE = AddressSet.fromCidrs(
  ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"].flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok ? [cidr.value] : [];
  }),
);

/** The blocks of a rule that are large, alone or with the neighbours that they make one interval with. */
function largeBlocks({ peers }: Rule, longest: number): string[] {
  const blocks = peers.flatMap((peer) => (peer.kind === "cidr" ? [peer.cidr] : []));
  const open = blocks.filter((cidr) => !PRIVATE.covers(AddressSet.fromCidrs([cidr])));
  if (open.length === 0) return [];
  const named = AddressSet.fromCidrs(open);
  const large = new AddressSet(
    IntervalSet.from(named.ipv4.intervals().filter(([start, end]) => end - start >= 2 ** (32 - longest))),
    IntervalSet.from(
      named.ipv6.intervals().filter(([start, end]) => end - start >= 1n << BigInt(127 - 2 * longest)),
    ),
  );
  return open.filter((cidr) => large.covers(AddressSet.fromCidrs([cidr]))).map(({ text }) => text);
}
