import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";
import type { HalfOpen } from "../decision.js";
import type { NetworkModel, Rule } from "../model.js";
import type { Actor } from "./actors.js";
import { type Family, IPV4, IPV6 } from "./family.js";
import type { PairJudge } from "./pair.js";
import { domainOf } from "./side.js";

/** The rules toward a group that, judged alone, accepts none of their packets, in document order. */
export function halfOpenRules(model: NetworkModel, segments: readonly Actor[], judge: PairJudge): HalfOpen[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  return model.rules.flatMap((rule): HalfOpen[] => {
    const own = byId.get(rule.group);
    if (own === undefined) return [];
    const missing = rule.direction === "egress" ? "ingress" : "egress";
    const dead = rule.peers.some((peer) => {
      const other = peer.kind === "group" ? byId.get(peer.group) : undefined;
      return other !== undefined && !accepted(own, other, missing, judge).intersects(rule.traffic);
    });
    return dead ? [{ rule: rule.id, missing }] : [];
  });
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
