import type { AddressFamily } from "../network/address.js";
import { AddressSet } from "../network/address-set.js";
import type { Cidr } from "../network/cidr.js";
import { coversInternet, shareOfInternet } from "../network/globally-routable.js";
import type { TrafficSet } from "../network/traffic.js";
import { edgeTraffic } from "./edge-traffic.js";
import type { Rule } from "./model.js";
import type { Edge } from "./reachability.js";

/** What one rule, with the rules beside it, certainly lets in from or out to the internet: all of it, or more than half. */
export interface InternetExposure {
  readonly rule: Rule;
  readonly traffic: TrafficSet;
  /** The part of the globally routable addresses of one IP version, from above 0.5 to 1. */
  readonly share: number;
  /** The other rules without which the blocks would not cover the internet. */
  readonly together: readonly string[];
}

/**
 * The exposure of every rule that takes part in one.
 *
 * It follows the edges, not the text of the rules: 0.0.0.0/1 beside 128.0.0.0/1 is the internet, and so is ::/0, and so is
 * everything but the private blocks.
 * @param edges what comes from the internet, or goes there; of the possible ones those count whose rules certainly name
 * more than half of it
 * @param rules every rule of the network by id
 */
export function internetExposures(
  edges: readonly Edge[],
  rules: ReadonlyMap<string, Rule>,
  direction: Rule["direction"],
): InternetExposure[] {
  const exposures = new Map<
    string,
    { rule: Rule; traffic: TrafficSet; share: number; together: Set<string> }
  >();
  for (const edge of edges) {
    const share = edge.certainty === "always" ? 1 : shareNamed(edge, rules, direction);
    if (share <= MOST_OF_INTERNET) continue;
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
      if (known === undefined) exposures.set(id, { rule, traffic, share, together: new Set(together) });
      else {
        known.share = Math.max(known.share, share);
        known.traffic = known.traffic.union(traffic);
        for (const other of together) known.together.add(other);
      }
    }
  }
  const certain = [...exposures.values()].map(({ rule, traffic, share, together }) => ({
    rule,
    traffic,
    share,
    together: [...together],
  }));
  const ofUnknown = exposuresOfAnyOwner(edges, rules, direction).filter(
    ({ rule }) => !exposures.has(rule.id),
  );
  return [...certain, ...ofUnknown];
}

/** The exposures of rules whose group is not known, where each group that it may be is exposed by them. */
function exposuresOfAnyOwner(
  edges: readonly Edge[],
  rules: ReadonlyMap<string, Rule>,
  direction: Rule["direction"],
): InternetExposure[] {
  const owners = new Map<Rule, string[]>();
  for (const { perhapsOf, group } of rules.values())
    if (perhapsOf !== undefined) owners.set(perhapsOf, [...(owners.get(perhapsOf) ?? []), group]);
  if (owners.size === 0) return [];
  const here = direction === "ingress" ? "to" : "from";
  const certain = edges.filter(({ certainty }) => certainty === "always");
  // What a group may do without the rule is not an edge of the rule.
  const mayAnyway = (group: string, { traffic }: Rule): boolean =>
    certain.some((edge) => edge[here] === group && edgeTraffic(edge).covers(traffic));
  const found = new Map<Rule, Map<string, { traffic: TrafficSet; share: number }>>();
  for (const edge of edges) {
    for (const id of edge.because) {
      const rule = rules.get(id);
      const written = rule?.perhapsOf;
      if (rule === undefined || written?.trafficKnown !== true || written.direction !== direction) continue;
      const traffic = rule.traffic.intersection(edgeTraffic(edge));
      const share = shareOf(cidrsOf(rule), edge.family);
      if (traffic.isEmpty || share <= MOST_OF_INTERNET) continue;
      const byOwner = found.get(written) ?? new Map();
      const known = byOwner.get(rule.group);
      byOwner.set(rule.group, {
        traffic: known === undefined ? traffic : traffic.union(known.traffic),
        share: Math.max(share, known?.share ?? 0),
      });
      found.set(written, byOwner);
    }
  }
  return [...found]
    .filter(([written, byOwner]) =>
      owners.get(written)?.every((owner) => byOwner.has(owner) || mayAnyway(owner, written)),
    )
    .map(([rule, byOwner]) => {
      const each = [...byOwner.values()];
      return {
        rule,
        traffic: each.map(({ traffic }) => traffic).reduce((one, other) => one.intersection(other)),
        share: each.reduce((least, { share }) => Math.min(least, share), 1),
        together: [],
      };
    })
    .filter(({ traffic }) => !traffic.isEmpty);
}

/** From this part of the internet on, blocks are judged as the internet. */
export const MOST_OF_INTERNET = 0.5;

/** The part of the internet that the blocks of an edge's rules name. */
function shareNamed(
  { because, family }: Edge,
  rules: ReadonlyMap<string, Rule>,
  direction: Rule["direction"],
): number {
  const blocks = because.flatMap((id) => {
    const rule = rules.get(id);
    return rule !== undefined && rule.direction === direction && rule.trafficKnown ? [...cidrsOf(rule)] : [];
  });
  return shareOf(blocks, family);
}

/** The part of the internet that blocks are, of the version of which they are more. */
function shareOf(blocks: Iterable<Cidr>, family: Edge["family"]): number {
  const addresses = AddressSet.fromCidrs(blocks);
  const families: readonly AddressFamily[] = family === "both" ? ["ipv4", "ipv6"] : [family];
  return families.reduce((most, one) => Math.max(most, shareOfInternet(addresses, one)), 0);
}

function* cidrsOf({ peers }: Rule): Iterable<Cidr> {
  for (const peer of peers) if (peer.kind === "cidr") yield peer.cidr;
}

function coversAlone(rule: Rule): boolean {
  const addresses = AddressSet.fromCidrs(cidrsOf(rule));
  return coversInternet(addresses, "ipv4") || coversInternet(addresses, "ipv6");
}

/** "the whole internet", or how much of it. */
export function describeInternet({ share }: Pick<InternetExposure, "share">): string {
  return share === 1 ? "the whole internet" : `${Math.floor(share * 100)} % of the internet`;
}

/** "with a and b", or nothing. */
export function describeTogether(together: readonly string[]): string {
  return together.length === 0 ? "" : ` (together with ${together.join(" and ")})`;
}
