import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";

/** One contribution: addresses that some traffic passes for. */
export interface Contribution<T extends number | bigint> {
  readonly traffic: TrafficSet;
  readonly addresses: IntervalSet<T>;
}

/** A run of traffic of which every kind has the same contributions. */
export interface Run<C> {
  readonly start: number;
  readonly end: number;
  readonly active: ReadonlySet<C>;
}

/** The traffic of the contributions cut into runs, each with what is active in it; runs with nothing are left out. */
export function* sweepTraffic<C extends { readonly traffic: TrafficSet }>(
  contributions: Iterable<C>,
): Generator<Run<C>> {
  const starts: { at: number; one: C; opens: boolean }[] = [];
  for (const one of contributions) {
    for (const [start, end] of one.traffic.intervals()) {
      starts.push({ at: start, one, opens: true }, { at: end, one, opens: false });
    }
  }
  starts.sort((a, b) => a.at - b.at);
  const active = new Set<C>();
  let last = 0;
  for (const { at, one, opens } of starts) {
    if (at > last && active.size > 0) yield { start: last, end: at, active };
    last = at;
    // A set's intervals never touch, so one contribution is never closed and opened at the same place.
    if (opens) active.add(one);
    else active.delete(one);
  }
}

/** The union of many sets, in O(n log n). */
export function unionOf<T extends number | bigint>(sets: readonly IntervalSet<T>[]): IntervalSet<T> {
  const [first = IntervalSet.empty<T>(), second] = sets;
  if (sets.length <= 2) return second === undefined ? first : first.union(second);
  const intervals: (readonly [T, T])[] = [];
  for (const set of sets) for (const interval of set.intervals()) intervals.push(interval);
  return IntervalSet.from(intervals);
}
