import type { TrafficSet } from "../../network/traffic.js";
import type { NetworkModel, Rule } from "../model.js";
import type { HalfOpen } from "../reachability.js";
import type { Actor } from "./actors.js";
import { type Family, IPV4, IPV6 } from "./family.js";
import { bothHave, homePairs, type PairJudge } from "./pair.js";
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
      const other = peer.kind === "group" && peer.perhaps !== true ? byId.get(peer.group) : undefined;
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
    const carried = traffic.intersection(IPV4.carries);
    for (const permit of other.profile[direction].naming(own.id))
      if (permit.traffic.intersects(carried)) return true;
  }
  return homePairs(own, other).some(
    ([one, there]) =>
      acceptsIn(IPV4, one, there, direction, traffic, judge) ||
      (bothHave(one.hasIpv6, there.hasIpv6) !== "no" &&
        acceptsIn(IPV6, one, there, direction, traffic, judge)),
  );
}

/** Whether the other group, judged alone, lets some of the traffic pass to or from any address of this one. */
function acceptsIn<T extends number | bigint>(
  family: Family<T>,
  own: Actor,
  other: Actor,
  direction: Rule["direction"],
  traffic: TrafficSet,
  judge: PairJudge,
): boolean {
  const link = judge.links.between(own.vpc, other.vpc);
  const carried = traffic.intersection(family.carries);
  return own.places.some(
    ({ range }) =>
      !family.of(range).isEmpty &&
      domainOf(judge.side(other, direction, own, range, link, family)).intersects(carried),
  );
}
