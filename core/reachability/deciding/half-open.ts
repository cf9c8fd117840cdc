import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";
import type { NetworkModel, Rule } from "../model.js";
import type { HalfOpen } from "../reachability.js";
import type { Actor } from "./actors.js";
import { type Family, IPV4, IPV6 } from "./family.js";
import type { PairJudge } from "./pair.js";
import { domainOf } from "./side.js";

/** The rules toward a group that, judged alone, accepts none of their packets, in document order. */
export function halfOpenRules(model: NetworkModel, segments: readonly Actor[], judge: PairJudge): HalfOpen[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const found: HalfOpen[] = [];
  for (const rule of model.rules) {
    const own = byId.get(rule.group);
    if (own === undefined) continue;
    const missing = rule.direction === "egress" ? "ingress" : "egress";
    const dead = rule.peers.some((peer) => {
      const other = peer.kind === "group" ? byId.get(peer.group) : undefined;
      return other !== undefined && !accepts(own, other, missing, rule.traffic, judge);
    });
    if (dead) found.push({ rule: rule.id, missing });
  }
  return found;
}

function accepts(
  own: Actor,
  other: Actor,
  direction: Rule["direction"],
  traffic: TrafficSet,
  judge: PairJudge,
): boolean {
  // Most flows are written as references at both ends, which is quick to see.
  if (own.vpc === other.vpc) {
    for (const permit of other.profile[direction].naming(own.id))
      if (permit.traffic.intersects(traffic)) return true;
  }
  return accepted(own, other, direction, judge).intersects(traffic);
}

/** The traffic that the other group, judged alone, lets pass in the direction to or from any address of this one. */
function accepted(own: Actor, other: Actor, direction: Rule["direction"], judge: PairJudge): TrafficSet {
  const link = judge.links.between(own.vpc, other.vpc);
  const inFamily = <T extends number | bigint>(family: Family<T>): TrafficSet =>
    own.places.reduce(
      (traffic, { range }) =>
        family.of(range).isEmpty
          ? traffic
          : traffic.union(domainOf(judge.side(other, direction, own, range, link, family))),
      IntervalSet.empty<number>(),
    );
  return inFamily(IPV4).union(inFamily(IPV6));
}
