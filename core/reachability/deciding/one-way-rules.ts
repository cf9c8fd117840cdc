import type { AddressSet } from "../../network/address-set.js";
import { GLOBALLY_ROUTABLE, shareOfInternet } from "../../network/globally-routable.js";
import { IntervalSet } from "../../network/interval-set.js";
import { ALL_TRAFFIC, type TrafficSet } from "../../network/traffic.js";
import { MOST_OF_INTERNET } from "../internet-exposure.js";
import type { CarriedGroups } from "./carried-groups.js";
import { cidrSide } from "./cidr-side.js";
import type { Family } from "./family.js";
import { IntervalIndex } from "./interval-index.js";
import type { Permit } from "./permits.js";
import { CLOSED, domainOf, type Side } from "./side.js";
import type { Contribution } from "./traffic-sweep.js";
import { unionOf } from "./traffic-sweep.js";

const NO_TRAFFIC: TrafficSet = IntervalSet.empty();
const NO_PERMITS: readonly Permit[] = [];

/** Permits up to which looking at each is as fast as an index. */
const FEW = 48;

/** The rules of one direction, with everything that is derived from them kept once it was asked for. */
export class OneWayRules {
  readonly permits: readonly Permit[];
  /** Some rules are not known. */
  readonly incomplete: boolean;
  /** Traffic of rules whose unresolved peer may be any group; everything where rules are not known. */
  readonly uncertain: TrafficSet;
  /** Some rule names an end outside the network, or may. */
  readonly speaksOutside: boolean;
  readonly #withAddresses: readonly Permit[];
  readonly #namesAnyGroup: TrafficSet;
  #byPeer: ReadonlyMap<string, readonly Permit[]> | undefined;
  #sides: Map<AddressSet, Side<number>> | undefined;
  #sides6: Map<AddressSet, Side<bigint>> | undefined;
  #over: Map<AddressSet, readonly Permit[]> | undefined;
  #index: PermitIndex | undefined;

  constructor(permits: readonly Permit[], incomplete: boolean) {
    this.permits = permits;
    this.incomplete = incomplete;
    const addressed = permits.filter(
      ({ addresses, maybe }) => !addresses.isEmpty || maybe.ipv4 || maybe.ipv6,
    );
    this.#withAddresses = addressed.length === 0 ? NO_PERMITS : addressed;
    const doubtful = permits.filter(({ maybe }) => maybe.group);
    this.#namesAnyGroup =
      doubtful.length === 0 ? NO_TRAFFIC : unionOf(doubtful.map(({ traffic }) => traffic));
    this.speaksOutside = incomplete || permits.some(({ outside }) => outside.length > 0);
    this.uncertain = incomplete ? ALL_TRAFFIC : this.#namesAnyGroup;
  }

  /** What the addresses of the rules let through over a range. The range is compared by identity, so intern it. */
  addressSide<T extends number | bigint>(family: Family<T>, range: AddressSet): Side<T> {
    if (!this.incomplete && this.#withAddresses.length === 0) return CLOSED;
    const sides = this.#sidesOf(family);
    const known = sides.get(range);
    if (known !== undefined) return known;
    const side = this.#computeSide(family, range);
    sides.set(range, side);
    return side;
  }

  #sidesOf<T extends number | bigint>(family: Family<T>): Map<AddressSet, Side<T>> {
    if (family.name === "ipv4") {
      this.#sides ??= new Map();
      return this.#sides as Map<AddressSet, Side<number> | Side<bigint>> as Map<AddressSet, Side<T>>;
    }
    this.#sides6 ??= new Map();
    return this.#sides6 as Map<AddressSet, Side<number> | Side<bigint>> as Map<AddressSet, Side<T>>;
  }

  #computeSide<T extends number | bigint>(family: Family<T>, range: AddressSet): Side<T> {
    const all = family.of(range);
    if (all.isEmpty) return CLOSED;
    const certain: Contribution<T>[] = [];
    const perhaps: Contribution<T>[] = [];
    const maybe: TrafficSet[] = this.incomplete ? [ALL_TRAFFIC] : [];
    for (const permit of this.#near(family, all)) {
      const addresses = family.of(permit.addresses);
      if (permit.maybe[family.name]) maybe.push(permit.traffic);
      if (!addresses.isEmpty)
        (permit.certain ? certain : perhaps).push({ traffic: permit.traffic, addresses });
    }
    const side = forInternet(cidrSide(certain, all), family, range);
    // Rules that may not be there, or not carry all of this, are known by their addresses all the same.
    if (perhaps.length > 0)
      maybe.push(domainOf(forInternet(cidrSide([...certain, ...perhaps], all), family, range)));
    return maybe.length === 0 ? side : { full: side.full, partial: side.partial, maybe: unionOf(maybe) };
  }

  /** The permits whose addresses overlap the range, and those that may; found by index where there are many. */
  #near<T extends number | bigint>(family: Family<T>, range: IntervalSet<T>): Iterable<Permit> {
    if (this.#withAddresses.length <= FEW) return this.#withAddresses;
    this.#index ??= new PermitIndex(this.#withAddresses);
    return this.#index.near(family, range);
  }

  /** Traffic that passes because a rule names a group of the other end: surely, and possibly. */
  referenced({ groups, perhaps, mayCarryMore }: CarriedGroups): {
    readonly certain: TrafficSet;
    readonly possible: TrafficSet;
  } {
    let certain = NO_TRAFFIC;
    let possible = this.#namesAnyGroup;
    for (const group of groups) {
      for (const permit of this.naming(group)) {
        if (permit.certain) certain = certain.union(permit.traffic);
        else possible = possible.union(permit.traffic);
      }
    }
    for (const permit of mayCarryMore ? this.permits : perhaps.flatMap((group) => this.naming(group)))
      if (permit.groups.length > 0) possible = possible.union(permit.traffic);
    return { certain, possible };
  }

  /** The permits that name the group. */
  naming(group: string): readonly Permit[] {
    if (this.permits.length <= FEW) {
      const naming = this.permits.filter(({ groups }) => groups.includes(group));
      return naming.length === 0 ? NO_PERMITS : naming;
    }
    this.#byPeer ??= permitsByPeer(this.permits);
    return this.#byPeer.get(group) ?? NO_PERMITS;
  }

  /** The groups that the rules name. */
  peers(): ReadonlySet<string> {
    const peers = new Set<string>();
    for (const { groups } of this.permits) for (const group of groups) peers.add(group);
    return peers;
  }

  /** The permits that speak about the range: by address, or because what they name is not known. */
  over(range: AddressSet): readonly Permit[] {
    const doubtful = !this.#namesAnyGroup.isEmpty;
    if (this.#withAddresses.length === 0 && !doubtful) return NO_PERMITS;
    this.#over ??= new Map();
    let kept = this.#over.get(range);
    if (kept === undefined) {
      kept = (doubtful ? this.permits : this.#withAddresses).filter(
        ({ addresses, maybe }) =>
          addresses.intersects(range) ||
          maybe.group ||
          (maybe.ipv4 && !range.ipv4.isEmpty) ||
          (maybe.ipv6 && !range.ipv6.isEmpty),
      );
      this.#over.set(range, kept);
    }
    return kept;
  }
}

/** Over the internet, only pieces that hold more than half of it: smaller blocks are ends of their own. */
function forInternet<T extends number | bigint>(
  side: Side<T>,
  family: Family<T>,
  range: AddressSet,
): Side<T> {
  if (range !== GLOBALLY_ROUTABLE || side.partial.length === 0) return side;
  const isLarge = (addresses: IntervalSet<T>): boolean =>
    shareOfInternet(family.setOf(addresses), family.name) > MOST_OF_INTERNET;
  return { ...side, partial: side.partial.filter(({ addresses }) => isLarge(addresses)) };
}

function permitsByPeer(permits: readonly Permit[]): ReadonlyMap<string, readonly Permit[]> {
  const byPeer = new Map<string, Permit[]>();
  for (const permit of permits) {
    for (const group of permit.groups) {
      const naming = byPeer.get(group);
      if (naming === undefined) byPeer.set(group, [permit]);
      else if (naming.at(-1) !== permit) naming.push(permit);
    }
  }
  return byPeer;
}

/** Many permits, found by the addresses that they name. */
class PermitIndex {
  readonly #ipv4: IntervalIndex<number, Permit>;
  readonly #ipv6: IntervalIndex<bigint, Permit>;
  readonly #maybe: readonly Permit[];

  constructor(permits: readonly Permit[]) {
    this.#ipv4 = new IntervalIndex(
      permits.flatMap((item) =>
        [...item.addresses.ipv4.intervals()].map(([start, end]) => ({ start, end, item })),
      ),
    );
    this.#ipv6 = new IntervalIndex(
      permits.flatMap((item) =>
        [...item.addresses.ipv6.intervals()].map(([start, end]) => ({ start, end, item })),
      ),
    );
    this.#maybe = permits.filter(({ maybe }) => maybe.ipv4 || maybe.ipv6);
  }

  near<T extends number | bigint>(family: Family<T>, range: IntervalSet<T>): ReadonlySet<Permit> {
    const near = new Set(this.#maybe);
    const visit = (permit: Permit): boolean => near.add(permit) !== null;
    for (const [start, end] of range.intervals()) {
      if (family.name === "ipv4") this.#ipv4.overlapping(Number(start), Number(end), visit);
      else this.#ipv6.overlapping(BigInt(start), BigInt(end), visit);
    }
    return near;
  }
}
