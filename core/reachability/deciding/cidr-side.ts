import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";
import { CLOSED, type Piece, type Side } from "./side.js";
import { type Contribution, sweepTraffic, unionOf } from "./traffic-sweep.js";

/**
 * What the addresses of some permissions let through over a range.
 *
 * Blocks count by their union: 0.0.0.0/1 beside 128.0.0.0/1 covers everything.
 */
export function cidrSide<T extends number | bigint>(
  permissions: readonly Contribution<T>[],
  range: IntervalSet<T>,
): Side<T> {
  if (range.isEmpty || permissions.length === 0) return CLOSED;
  const covering: TrafficSet[] = [];
  const overlapping: Contribution<T>[] = [];
  for (const permission of permissions) {
    if (permission.addresses.covers(range)) covering.push(permission.traffic);
    else if (permission.addresses.intersects(range)) overlapping.push(permission);
  }
  const covered = unionOf(covering);
  const rest = byTraffic(overlapping, covered);
  if (rest.length === 0) return { full: covered, partial: [], maybe: IntervalSet.empty() };
  const full: (readonly [number, number])[] = [];
  const partial: Piece<T>[] = [];
  for (const { start, end, active } of sweepTraffic(rest)) {
    const [only] = active;
    const addresses =
      active.size === 1 && only !== undefined
        ? only.addresses
        : unionOf([...active].map((one) => one.addresses));
    if (addresses.covers(range)) full.push([start, end]);
    else partial.push({ traffic: IntervalSet.of(start, end), addresses: addresses.intersection(range) });
  }
  return { full: covered.union(IntervalSet.from(full)), partial, maybe: IntervalSet.empty() };
}

/** Permissions of equal traffic joined into one, without traffic that passes anyway: a hundred hosts on one port are one. */
function byTraffic<T extends number | bigint>(
  permissions: readonly Contribution<T>[],
  covered: TrafficSet,
): Contribution<T>[] {
  const groups = new Map<string, { traffic: TrafficSet; sets: IntervalSet<T>[] }>();
  for (const { traffic, addresses } of permissions) {
    const left = traffic.difference(covered);
    if (left.isEmpty) continue;
    const key = left.boundaries.join(",");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { traffic: left, sets: [addresses] });
    else group.sets.push(addresses);
  }
  return [...groups.values()].map(({ traffic, sets }) => ({ traffic, addresses: unionOf(sets) }));
}
