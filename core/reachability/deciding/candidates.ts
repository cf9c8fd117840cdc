import type { TrafficSet } from "../../network/traffic.js";
import type { Actor } from "./actors.js";
import { IPV4, IPV6 } from "./family.js";
import { IntervalIndex } from "./interval-index.js";
import { domainOf } from "./side.js";
import type { VpcLinks } from "./vpc-links.js";

/**
 * Finds, for each actor, those that it may reach, without looking at every pair.
 *
 * A pair meets by a reference on at least one end, found by peer group; or by addresses on both ends, found by
 * joining the traffic of the VPC's senders and receivers. Groups outside the input meet by reference alone.
 */
export class SegmentCandidates {
  readonly #links: VpcLinks;
  readonly #byId: ReadonlyMap<string, Actor>;
  readonly #namedBy = new Map<string, Actor[]>();
  readonly #receivers = new Map<string, Actor[]>();
  readonly #joins = new Map<string, IntervalIndex<number, Actor>>();

  constructor(segments: readonly Actor[], links: VpcLinks) {
    this.#links = links;
    this.#byId = new Map(segments.map((segment) => [segment.id, segment]));
    for (const segment of segments) {
      for (const group of segment.profile.ingress.peers()) push(this.#namedBy, group, segment);
      if (segment.kind === "unknown") continue;
      for (const { vpc } of [segment, ...segment.elsewhere]) push(this.#receivers, vpc, segment);
    }
  }

  /** The actors that may take something from this one. */
  of(from: Actor): ReadonlySet<Actor> {
    const found = new Set<Actor>();
    for (const group of from.profile.egress.peers()) {
      const named = this.#byId.get(group);
      if (named !== undefined) found.add(named);
    }
    for (const named of this.#namedBy.get(from.id) ?? []) found.add(named);
    if (from.kind === "unknown") return found;
    for (const home of [from, ...from.elsewhere]) this.#byAddress(home, found);
    return found;
  }

  #byAddress(from: Actor, found: Set<Actor>): void {
    for (const vpc of this.#links.meeting(from.vpc)) {
      const [first] = this.#receivers.get(vpc) ?? [];
      if (first === undefined) continue;
      const traffic = addressTraffic(from, "egress", homeIn(first, vpc));
      if (traffic.isEmpty) continue;
      const join = this.#join(vpc, from);
      for (const [start, end] of traffic.intervals())
        join.overlapping(start, end, (to) => found.add(to) !== null);
    }
  }

  /** The receivers of a VPC by the traffic that they take from addresses of another. */
  #join(vpc: string, from: Actor): IntervalIndex<number, Actor> {
    const key = `${vpc}\n${from.vpc}`;
    let join = this.#joins.get(key);
    if (join === undefined) {
      join = new IntervalIndex(
        (this.#receivers.get(vpc) ?? []).flatMap((item) =>
          [...addressTraffic(item, "ingress", from).intervals()].map(([start, end]) => ({
            start,
            end,
            item,
          })),
        ),
      );
      this.#joins.set(key, join);
    }
    return join;
  }
}

function homeIn(actor: Actor, vpc: string): Actor {
  return actor.elsewhere.find((home) => home.vpc === vpc) ?? actor;
}

/** Traffic that an actor's rules pass or may pass because of addresses of the other one's VPC, in either IP version. */
export function addressTraffic(actor: Actor, direction: "ingress" | "egress", other: Actor): TrafficSet {
  const { profile } = actor;
  return other.places.reduce(
    (traffic, { range }) =>
      traffic
        .union(domainOf(profile[direction].addressSide(IPV4, range)))
        .union(domainOf(profile[direction].addressSide(IPV6, range))),
    profile[direction].uncertain,
  );
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
