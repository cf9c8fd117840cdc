import type { TrafficSet } from "../network/traffic.js";
import { edgeTraffic } from "./edge-traffic.js";
import type { Rule } from "./model.js";
import type { Edge } from "./reachability.js";

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
 * @param edges what certainly comes from the internet, or goes there
 * @param rules every rule of the network by id
 */
export function internetExposures(
  edges: readonly Edge[],
  rules: ReadonlyMap<string, Rule>,
  direction: Rule["direction"],
): InternetExposure[] {
  const exposures = new Map<string, { rule: Rule; traffic: TrafficSet; together: Set<string> }>();
  for (const edge of edges) {
    const passing = edgeTraffic(edge);
    for (const id of edge.because) {
      const rule = rules.get(id);
      if (rule === undefined || rule.direction !== direction) continue;
      const traffic = rule.traffic.intersection(passing);
      if (traffic.isEmpty) continue;
      const known = exposures.get(id);
      // Rules that carry none of the same packets stand in one edge only because their ports touch.
      const together = edge.because.filter(
        (other) =>
          other !== id && !coversAlone(rule) && rules.get(other)?.traffic.intersects(traffic) === true,
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
