import { IntervalSet } from "../../network/interval-set.js";
import { ALL_TRAFFIC, type TrafficSet } from "../../network/traffic.js";
import { unionOf } from "./traffic-sweep.js";

const NO_TRAFFIC: TrafficSet = IntervalSet.empty();

/**
 * What one end lets through, seen over a range of addresses that the other end may have.
 *
 * An edge needs both ends, and each end looks at the other one's address alone; so "for every pair of addresses"
 * is `full` on both sides, and "for some pair" is any part of both.
 */
export interface Side<T extends number | bigint> {
  /** Passes for every address of the range. */
  readonly full: TrafficSet;
  /** Passes for these addresses of the range. Traffic is disjoint among pieces and from `full`. */
  readonly partial: readonly Piece<T>[];
  /** May pass, because something is not known. */
  readonly maybe: TrafficSet;
}

/** Traffic that passes for some addresses of a range. */
export interface Piece<T extends number | bigint> {
  readonly traffic: TrafficSet;
  readonly addresses: IntervalSet<T>;
}

/** Nothing passes. */
export const CLOSED: Side<never> = { full: NO_TRAFFIC, partial: [], maybe: NO_TRAFFIC };

/** Everything passes. */
export const OPEN: Side<never> = { full: ALL_TRAFFIC, partial: [], maybe: NO_TRAFFIC };

/** Nothing is known. */
export const UNCERTAIN: Side<never> = { full: NO_TRAFFIC, partial: [], maybe: ALL_TRAFFIC };

/** All traffic that passes or may pass for some address. */
export function domainOf<T extends number | bigint>(side: Side<T>): TrafficSet {
  const known = side.maybe.isEmpty ? side.full : side.full.union(side.maybe);
  return side.partial.length === 0 ? known : known.union(unionOf(side.partial.map((piece) => piece.traffic)));
}

/** Passes where the side or the reference lets it pass; a reference counts for every address. */
export function withReferences<T extends number | bigint>(
  side: Side<T>,
  certain: TrafficSet,
  possible: TrafficSet,
): Side<T> {
  if (certain.isEmpty && possible.isEmpty) return side;
  const full = side.full.union(certain);
  return {
    full,
    partial: restrict(side.partial, (traffic) => traffic.difference(certain)),
    maybe: side.maybe.union(possible),
  };
}

/** Passes where both let it pass. */
export function both<T extends number | bigint>(one: Side<T>, other: Side<T>): Side<T> {
  if (other === OPEN) return one;
  if (one === OPEN) return other;
  const full = one.full.intersection(other.full);
  const partial: Piece<T>[] = [
    ...restrict(one.partial, (traffic) => traffic.intersection(other.full)),
    ...restrict(other.partial, (traffic) => traffic.intersection(one.full)),
  ];
  for (const a of one.partial) {
    for (const b of other.partial) {
      const traffic = a.traffic.intersection(b.traffic);
      const addresses = traffic.isEmpty ? undefined : a.addresses.intersection(b.addresses);
      if (addresses !== undefined && !addresses.isEmpty) partial.push({ traffic, addresses });
    }
  }
  const maybe = one.maybe.intersection(domainOf(other)).union(other.maybe.intersection(domainOf(one)));
  return { full, partial, maybe };
}

/** Traffic that passes for every address of the (perhaps smaller) range. */
export function fullOver<T extends number | bigint>(side: Side<T>, range: IntervalSet<T>): TrafficSet {
  return side.partial.reduce(
    (full, piece) => (piece.addresses.covers(range) ? full.union(piece.traffic) : full),
    side.full,
  );
}

/** The side with its pieces over the (perhaps smaller) range alone. */
export function clipped<T extends number | bigint>(side: Side<T>, range: IntervalSet<T>): Side<T> {
  if (side.partial.every((piece) => range.covers(piece.addresses))) return side;
  const partial = side.partial
    .map((piece) => ({ ...piece, addresses: piece.addresses.intersection(range) }))
    .filter((piece) => !piece.addresses.isEmpty);
  return { ...side, partial };
}

/** The same, but certain of nothing: what passes may pass. */
export function demoted<T extends number | bigint>(side: Side<T>): Side<T> {
  return { full: NO_TRAFFIC, partial: [], maybe: domainOf(side) };
}

function restrict<T extends number | bigint>(
  pieces: readonly Piece<T>[],
  change: (traffic: TrafficSet) => TrafficSet,
): Piece<T>[] {
  return pieces
    .map((piece) => ({ ...piece, traffic: change(piece.traffic) }))
    .filter(({ traffic }) => !traffic.isEmpty);
}
