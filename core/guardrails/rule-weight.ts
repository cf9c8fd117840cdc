import { MANAGED_PREFIX_LIST_WEIGHTS } from "../network/quota.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule, RulePeer } from "../reachability/model.js";
import { numberOf } from "../terraform/value.js";

/** What the rules of one group weigh against the quota of one direction and address family. */
export interface DirectionWeight {
  readonly group: string;
  readonly direction: Rule["direction"];
  readonly family: "ipv4" | "ipv6";
  readonly weight: number;
}

/** The weights of every group's directions, each with its heavier family. A peer that is not known weighs one. */
export function heaviestDirections(network: CheckedNetwork): DirectionWeight[] {
  const weights: DirectionWeight[] = [];
  for (const group of network.model.securityGroups.keys()) {
    const rules = network.rulesOf(group);
    for (const direction of ["ingress", "egress"] as const) {
      let ipv4 = 0;
      let ipv6 = 0;
      for (const rule of rules) {
        if (rule.direction !== direction) continue;
        for (const peer of rule.peers) {
          const weight = peerWeight(network, peer);
          ipv4 += weight.ipv4;
          ipv6 += weight.ipv6;
        }
      }
      weights.push({ group, direction, family: ipv6 > ipv4 ? "ipv6" : "ipv4", weight: Math.max(ipv4, ipv6) });
    }
  }
  return weights;
}

/**
 * What one peer weighs: a block one in its family, a security group one in both, a prefix list its maximum number of
 * entries (Amazon VPC User Guide, "Amazon VPC quotas").
 */
function peerWeight(
  network: CheckedNetwork,
  peer: RulePeer,
): { readonly ipv4: number; readonly ipv6: number } {
  switch (peer.kind) {
    case "cidr":
      return peer.cidr.family === "ipv4" ? { ipv4: 1, ipv6: 0 } : { ipv4: 0, ipv6: 1 };
    case "prefix-list": {
      const weight = prefixListWeight(network, peer.prefixList);
      return { ipv4: weight, ipv6: weight };
    }
    case "group":
    case "unknown":
      return { ipv4: 1, ipv6: 1 };
    default:
      return peer satisfies never;
  }
}

function prefixListWeight(network: CheckedNetwork, id: string): number {
  const own = numberOf(network.model.resources.get(id)?.values.get("max_entries"));
  if (own !== undefined) return own;
  // "com.amazonaws.eu-central-1.s3" is the list of the service "s3".
  const service = network.model.prefixLists.get(id)?.name.split(".").slice(3).join(".") ?? "";
  return MANAGED_PREFIX_LIST_WEIGHTS.get(service) ?? OTHER_MANAGED_WEIGHTS.get(service) ?? 1;
}

/** Amazon VPC User Guide, "AWS-managed prefix lists", weights of the lists that are not a gateway endpoint's. */
const OTHER_MANAGED_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ["s3express", 6],
  ["vpc-lattice", 10],
  ["ec2-instance-connect", 2],
  ["ground-station", 5],
  ["route53-healthchecks", 25],
  ["cloudfront.origin-facing", 55],
]);
