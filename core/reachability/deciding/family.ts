import type { AddressFamily } from "../../network/address.js";
import { AddressSet } from "../../network/address-set.js";
import { IntervalSet } from "../../network/interval-set.js";
import { ICMP, ICMPV6 } from "../../network/protocol.js";
import { ALL_TRAFFIC, type TrafficSet, trafficOf } from "../../network/traffic.js";

/** One IP version: its name, and how to take its part of a set of addresses. `T` is the type of its addresses. */
export interface Family<T extends number | bigint> {
  readonly name: AddressFamily;
  readonly all: IntervalSet<T>;
  readonly none: IntervalSet<T>;
  of(addresses: AddressSet): IntervalSet<T>;
  /** The addresses as a set of both families. */
  setOf(addresses: IntervalSet<T>): AddressSet;
  /** Whether the set holds exactly one address. */
  isSingle(addresses: IntervalSet<T>): boolean;
  /** What hosts send over it: everything but the other version's ICMP (RFC 792, RFC 4443). */
  readonly carries: TrafficSet;
}

export const IPV4: Family<number> = {
  name: "ipv4",
  all: AddressSet.ALL_IPV4.ipv4,
  none: IntervalSet.empty(),
  of: (addresses) => addresses.ipv4,
  setOf: (addresses) => new AddressSet(addresses, IntervalSet.empty()),
  isSingle: ({ boundaries: [start, end], boundaries }) =>
    boundaries.length === 2 && start !== undefined && end !== undefined && end - start === 1,
  carries: ALL_TRAFFIC.difference(trafficOf(ICMPV6, -1, -1)),
};

export const IPV6: Family<bigint> = {
  name: "ipv6",
  all: AddressSet.ALL_IPV6.ipv6,
  none: IntervalSet.empty(),
  of: (addresses) => addresses.ipv6,
  setOf: (addresses) => new AddressSet(IntervalSet.empty(), addresses),
  isSingle: ({ boundaries: [start, end], boundaries }) =>
    boundaries.length === 2 && start !== undefined && end !== undefined && end - start === 1n,
  carries: ALL_TRAFFIC.difference(trafficOf(ICMP, -1, -1)),
};

/** The range of everything, one object so that results can be kept by it. */
export const EVERYWHERE: AddressSet = AddressSet.ALL;
