import type { TrafficSet } from "../network/traffic.js";
import type { CheckedNetwork } from "./checked-network.js";
import { edgeTraffic } from "./edge-traffic.js";
import type { Rule } from "./model.js";

/** What one rule, with the rules beside it, certainly lets in from or out to the whole internet. */
export interface InternetExposure {
  readonly rule: Rule;
  readonly traffic: TrafficSet;
  /** The other rules without which the blocks would not cover the internet. */
  readonly together: readonly string[];
}

/**
 * The exposure of every rule that takes part in one.
 *
 * It follows the edges, not the text of the rules: 0.0.0.0/1 beside 128.0.0.0/1 is the internet, and so is ::/0.
 */
export function internetExposures(network: CheckedNetwork, direction: Rule["direction"]): InternetExposure[] {
  const exposures = new Map<string, { rule: Rule; traffic: TrafficSet; together: Set<string> }>();
  for (const edge of direction === "ingress" ? network.internetIngress() : network.internetEgress()) {
    const passing = edgeTraffic(edge);
    for (const id of edge.because) {
      const rule = network.rules.get(id);
      if (rule === undefined || rule.direction !== direction) continue;
      const traffic = rule.traffic.intersection(passing);
      if (traffic.isEmpty) continue;
      const known = exposures.get(id);
      // Rules that carry none of the same packets stand in one edge only because their ports touch.
      const together = edge.because.filter(
        (other) =>
          other !== id &&
          !coversAlone(rule) &&
          network.rules.get(other)?.traffic.intersects(traffic) === true,
      );
      if (known === undefined) exposures.set(id, { rule, traffic, together: new Set(together) });
      else {
        known.traffic = known.traffic.union(traffic);
        for (const other of together) known.together.add(other);
      }
    }
  }
  return [...exposures.values()].map(({ rule, traffic, together }) => ({
    rule,
    traffic,
    together: [...together],
  }));
}

function coversAlone(rule: Rule): boolean {
  return rule.peers.some((peer) => peer.kind === "cidr" && peer.cidr.prefixLength === 0);
}

/** "with a and b", or nothing. */
export function describeTogether(together: readonly string[]): string {
  return together.length === 0 ? "" : ` (together with ${together.join(" and ")})`;
}
