import type { Rule } from "../model.js";
import type { Actor } from "./actors.js";
import { EVERYWHERE, type Family, IPV4, IPV6 } from "./family.js";
import { IntervalIndex } from "./interval-index.js";
import { domainOf } from "./side.js";

/** An actor that meets more others than this by addresses is joined by traffic instead. */
const FEW = 256;

/**
 * Finds, for each workload, those that it may reach, without looking at every pair.
 *
 * By reference, through the groups that workloads carry; by addresses, from the end whose rules name few
 * workloads; where both ends name many, by joining their traffic.
 */
export class WorkloadCandidates {
  readonly #membersOf = new Map<string, Actor[]>();
  readonly #namedBy = new Map<string, Actor[]>();
  /** Workloads that may carry any group, and those whose ingress rules name groups. */
  readonly #anyCarriers: Actor[] = [];
  readonly #referencing: Actor[] = [];
  readonly #indexes: {
    readonly ipv4: IntervalIndex<number, Actor>;
    readonly ipv6: IntervalIndex<bigint, Actor>;
  };
  /** Receivers whose ingress rules name few addresses, by sender. */
  readonly #fewSenders = new Map<Actor, Actor[]>();
  /** Receivers that take something from many addresses, by that traffic. */
  readonly #broadReceivers: IntervalIndex<number, Actor>;

  constructor(workloads: readonly Actor[]) {
    this.#indexes = { ipv4: rangeIndex(workloads, IPV4), ipv6: rangeIndex(workloads, IPV6) };
    const broad: Actor[] = [];
    for (const workload of workloads) {
      for (const group of carriedBy(workload)) push(this.#membersOf, group, workload);
      if (workload.profile.mayCarryMore) this.#anyCarriers.push(workload);
      if (workload.profile.ingress.peers().size > 0) this.#referencing.push(workload);
      for (const group of workload.profile.ingress.peers()) push(this.#namedBy, group, workload);
      const senders = this.#fewAt(workload, "ingress");
      if (senders === undefined) broad.push(workload);
      else for (const sender of senders) push(this.#fewSenders, sender, workload);
    }
    this.#broadReceivers = new IntervalIndex(
      broad.flatMap((item) =>
        [...anyAddressTraffic(item, "ingress").intervals()].map(([start, end]) => ({ start, end, item })),
      ),
    );
  }

  /** The workloads that may take something from this one. */
  of(from: Actor): ReadonlySet<Actor> {
    const found = new Set<Actor>();
    for (const group of from.profile.egress.peers()) addAll(found, this.#membersOf.get(group));
    for (const group of carriedBy(from)) addAll(found, this.#namedBy.get(group));
    if (from.profile.egress.peers().size > 0) addAll(found, this.#anyCarriers);
    if (from.profile.mayCarryMore) addAll(found, this.#referencing);
    addAll(found, this.#fewSenders.get(from));
    const targets = this.#fewAt(from, "egress");
    if (targets !== undefined) addAll(found, targets);
    else {
      for (const [start, end] of anyAddressTraffic(from, "egress").intervals())
        this.#broadReceivers.overlapping(start, end, (to) => found.add(to) !== null);
    }
    found.delete(from);
    return found;
  }

  /** The workloads whose addresses the rules of a direction name; undefined where they are many or any. */
  #fewAt(actor: Actor, direction: Rule["direction"]): Set<Actor> | undefined {
    if (!actor.profile[direction].uncertain.isEmpty) return undefined;
    const found = new Set<Actor>();
    const visit = (other: Actor): boolean => found.add(other).size <= FEW;
    for (const { addresses, maybe } of actor.profile[direction].permits) {
      if (maybe.ipv4 || maybe.ipv6) return undefined;
      for (const [start, end] of addresses.ipv4.intervals())
        if (!this.#indexes.ipv4.overlapping(start, end, visit)) return undefined;
      for (const [start, end] of addresses.ipv6.intervals())
        if (!this.#indexes.ipv6.overlapping(start, end, visit)) return undefined;
    }
    return found;
  }
}

function carriedBy({ profile }: Actor): readonly string[] {
  return profile.perhaps.length === 0 ? profile.groups : [...profile.groups, ...profile.perhaps];
}

function rangeIndex<T extends number | bigint>(
  workloads: readonly Actor[],
  family: Family<T>,
): IntervalIndex<T, Actor> {
  return new IntervalIndex(
    workloads.flatMap((item) =>
      item.places.flatMap(({ range }) =>
        [...family.of(range).intervals()].map(([start, end]) => ({ start, end, item })),
      ),
    ),
  );
}

/** Traffic that passes or may pass for some address at all. */
function anyAddressTraffic(actor: Actor, direction: Rule["direction"]) {
  const { profile } = actor;
  return profile[direction].uncertain
    .union(domainOf(profile[direction].addressSide(IPV4, EVERYWHERE)))
    .union(domainOf(profile[direction].addressSide(IPV6, EVERYWHERE)));
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}

function addAll<Item>(set: Set<Item>, items: Iterable<Item> | undefined): void {
  for (const item of items ?? []) set.add(item);
}
