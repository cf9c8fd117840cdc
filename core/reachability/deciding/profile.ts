import type { AddressSet } from "../../network/address-set.js";
import { IntervalSet } from "../../network/interval-set.js";
import { ALL_TRAFFIC, type TrafficSet } from "../../network/traffic.js";
import type { Rule } from "../model.js";
import { cidrSide } from "./cidr-side.js";
import type { Family } from "./family.js";
import { IntervalIndex } from "./interval-index.js";
import type { Permit } from "./permits.js";
import type { Side } from "./side.js";
import { unionOf } from "./traffic-sweep.js";

type Direction = Rule["direction"];

const NO_TRAFFIC: TrafficSet = IntervalSet.empty();

/** Permits up to which looking at each is as fast as an index. */
const FEW = 48;

interface PermitIndex<T extends number | bigint> {
  readonly byAddress: IntervalIndex<T, Permit>;
  readonly maybe: readonly Permit[];
}

/** The union of the rules of one or more groups: what one interface that carries them lets through. */
export class Profile {
  readonly groups: readonly string[];
  readonly permits: Readonly<Record<Direction, readonly Permit[]>>;
  /** Directions of which some rules are not known. */
  readonly incomplete: Readonly<Record<Direction, boolean>>;
  readonly #sides = new Map<string, Map<AddressSet, Side<number> | Side<bigint>>>();
  readonly #indexes = new Map<string, PermitIndex<number> | PermitIndex<bigint>>();
  readonly #byPeer: Record<Direction, Map<string, Permit[]> | null> = { ingress: null, egress: null };
  readonly #over: Record<Direction, Map<AddressSet, readonly Permit[]>> = {
    ingress: new Map(),
    egress: new Map(),
  };
  readonly #maybeGroup: Record<Direction, TrafficSet | null> = { ingress: null, egress: null };

  constructor(
    groups: readonly string[],
    permits: Readonly<Record<Direction, readonly Permit[]>>,
    incomplete: Readonly<Record<Direction, boolean>>,
  ) {
    this.groups = groups;
    this.permits = permits;
    this.incomplete = incomplete;
  }

  /** The same rules, taken for all there are. */
  withoutDoubt(): Profile {
    return new Profile(this.groups, this.permits, { ingress: false, egress: false });
  }

  /** What the addresses of its rules let through over a range. The range is compared by identity, so intern it. */
  addressSide<T extends number | bigint>(
    direction: Direction,
    family: Family<T>,
    range: AddressSet,
  ): Side<T> {
    const key = `${direction} ${family.name}`;
    let sides = this.#sides.get(key);
    if (sides === undefined) {
      sides = new Map();
      this.#sides.set(key, sides);
    }
    const known = sides.get(range) as Side<T> | undefined;
    if (known !== undefined) return known;
    const side = this.#computeSide(direction, family, family.of(range));
    sides.set(range, side as Side<number> | Side<bigint>);
    return side;
  }

  #computeSide<T extends number | bigint>(
    direction: Direction,
    family: Family<T>,
    range: IntervalSet<T>,
  ): Side<T> {
    const certain: { traffic: TrafficSet; addresses: IntervalSet<T> }[] = [];
    const maybe: TrafficSet[] = this.incomplete[direction] ? [ALL_TRAFFIC] : [];
    for (const permit of this.#near(direction, family, range)) {
      const addresses = family.of(permit.addresses);
      if (permit.maybe[family.name] || (!permit.certain && addresses.intersects(range)))
        maybe.push(permit.traffic);
      if (permit.certain && !addresses.isEmpty) certain.push({ traffic: permit.traffic, addresses });
    }
    const side = cidrSide(certain, range);
    return { full: side.full, partial: side.partial, maybe: range.isEmpty ? NO_TRAFFIC : unionOf(maybe) };
  }

  /** The permits whose addresses overlap the range, and those that may; found by index where there are many. */
  #near<T extends number | bigint>(
    direction: Direction,
    family: Family<T>,
    range: IntervalSet<T>,
  ): Iterable<Permit> {
    const permits = this.permits[direction];
    if (permits.length <= FEW) return permits;
    const key = `${direction} ${family.name}`;
    let index = this.#indexes.get(key) as PermitIndex<T> | undefined;
    if (index === undefined) {
      const entries = permits.flatMap((item) =>
        [...family.of(item.addresses).intervals()].map(([start, end]) => ({ start, end, item })),
      );
      index = {
        byAddress: new IntervalIndex(entries),
        maybe: permits.filter((permit) => permit.maybe[family.name]),
      };
      this.#indexes.set(key, index as PermitIndex<number> | PermitIndex<bigint>);
    }
    const near = new Set(index.maybe);
    for (const [start, end] of range.intervals())
      index.byAddress.overlapping(start, end, (permit) => near.add(permit) !== null);
    return near;
  }

  /** Traffic that passes because a rule names one of the groups: surely, and possibly. */
  referenced(direction: Direction, groups: readonly string[]): { certain: TrafficSet; possible: TrafficSet } {
    let certain = NO_TRAFFIC;
    let possible = this.#mayNameAnyGroup(direction);
    for (const group of groups) {
      for (const permit of this.permitsNaming(direction, group)) {
        if (permit.certain) certain = certain.union(permit.traffic);
        else possible = possible.union(permit.traffic);
      }
    }
    return { certain, possible };
  }

  /** The permits of a direction that name the group. */
  permitsNaming(direction: Direction, group: string): readonly Permit[] {
    return this.peers(direction).get(group) ?? [];
  }

  /** The permits of a direction by the groups that they name. */
  peers(direction: Direction): ReadonlyMap<string, readonly Permit[]> {
    const known = this.#byPeer[direction];
    if (known !== null) return known;
    const byPeer = new Map<string, Permit[]>();
    for (const permit of this.permits[direction]) {
      for (const group of permit.groups) {
        const permits = byPeer.get(group);
        if (permits === undefined) byPeer.set(group, [permit]);
        else if (permits.at(-1) !== permit) permits.push(permit);
      }
    }
    this.#byPeer[direction] = byPeer;
    return byPeer;
  }

  /** The permits of a direction whose addresses overlap the range, or may. */
  permitsOver(direction: Direction, range: AddressSet): readonly Permit[] {
    let kept = this.#over[direction].get(range);
    if (kept === undefined) {
      kept = this.permits[direction].filter(
        ({ addresses, maybe }) =>
          addresses.intersects(range) ||
          maybe.group ||
          (maybe.ipv4 && !range.ipv4.isEmpty) ||
          (maybe.ipv6 && !range.ipv6.isEmpty),
      );
      this.#over[direction].set(range, kept);
    }
    return kept;
  }

  #mayNameAnyGroup(direction: Direction): TrafficSet {
    const known = this.#maybeGroup[direction];
    if (known !== null) return known;
    const traffic = unionOf(
      this.permits[direction].filter((permit) => permit.maybe.group).map((permit) => permit.traffic),
    );
    this.#maybeGroup[direction] = traffic;
    return traffic;
  }

  /** Traffic of rules whose unresolved peer may be any group, or of a direction that is not all known. */
  uncertainTraffic(direction: Direction): TrafficSet {
    return this.incomplete[direction] ? ALL_TRAFFIC : this.#mayNameAnyGroup(direction);
  }
}
