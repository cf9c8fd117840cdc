import type { Address } from "./address.js";
import { type Cidr, ipv4Bounds, ipv4Cidr, ipv6Bounds, ipv6Cidr } from "./cidr.js";
import { IntervalSet } from "./interval-set.js";

const IPV4_END = 2 ** 32;
const IPV6_END = 1n << 128n;

/** An immutable, exact set of addresses of both families. */
export class AddressSet {
  static readonly EMPTY = new AddressSet(IntervalSet.empty(), IntervalSet.empty());
  /** Every IPv4 address: 0.0.0.0/0. */
  static readonly ALL_IPV4 = new AddressSet(IntervalSet.of(0, IPV4_END), IntervalSet.empty());
  /** Every IPv6 address: ::/0. */
  static readonly ALL_IPV6 = new AddressSet(IntervalSet.empty(), IntervalSet.of(0n, IPV6_END));
  static readonly ALL = AddressSet.ALL_IPV4.union(AddressSet.ALL_IPV6);

  readonly ipv4: IntervalSet<number>;
  readonly ipv6: IntervalSet<bigint>;

  constructor(ipv4: IntervalSet<number>, ipv6: IntervalSet<bigint>) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** The union of CIDR blocks of either family. */
  static fromCidrs(cidrs: Iterable<Cidr>): AddressSet {
    const ipv4: (readonly [number, number])[] = [];
    const ipv6: (readonly [bigint, bigint])[] = [];
    for (const cidr of cidrs) {
      if (cidr.family === "ipv4") ipv4.push(ipv4Bounds(cidr));
      else ipv6.push(ipv6Bounds(cidr));
    }
    return new AddressSet(IntervalSet.from(ipv4), IntervalSet.from(ipv6));
  }

  get isEmpty(): boolean {
    return this.ipv4.isEmpty && this.ipv6.isEmpty;
  }

  has(address: Address): boolean {
    return address.family === "ipv4" ? this.ipv4.has(address.value) : this.ipv6.has(address.value);
  }

  union(other: AddressSet): AddressSet {
    return new AddressSet(this.ipv4.union(other.ipv4), this.ipv6.union(other.ipv6));
  }

  intersection(other: AddressSet): AddressSet {
    return new AddressSet(this.ipv4.intersection(other.ipv4), this.ipv6.intersection(other.ipv6));
  }

  /** The addresses of this set that `other` lacks. */
  difference(other: AddressSet): AddressSet {
    return new AddressSet(this.ipv4.difference(other.ipv4), this.ipv6.difference(other.ipv6));
  }

  intersects(other: AddressSet): boolean {
    return this.ipv4.intersects(other.ipv4) || this.ipv6.intersects(other.ipv6);
  }

  covers(other: AddressSet): boolean {
    return this.ipv4.covers(other.ipv4) && this.ipv6.covers(other.ipv6);
  }

  equals(other: AddressSet): boolean {
    return this.ipv4.equals(other.ipv4) && this.ipv6.equals(other.ipv6);
  }

  /** The fewest CIDR blocks whose union is this set, IPv4 first, ascending. */
  toCidrs(): Cidr[] {
    const cidrs: Cidr[] = [];
    for (const [start, end] of this.ipv4.intervals()) {
      let at = start;
      while (at < end) {
        let length = 32;
        // The next block grows while it stays aligned at its start and inside the interval.
        while (length > 0 && at % 2 ** (33 - length) === 0 && at + 2 ** (33 - length) <= end) length -= 1;
        cidrs.push(ipv4Cidr(at, length));
        at += 2 ** (32 - length);
      }
    }
    for (const [start, end] of this.ipv6.intervals()) {
      let at = start;
      while (at < end) {
        let bits = 0n;
        while (bits < 128n && at % (2n << bits) === 0n && at + (2n << bits) <= end) bits += 1n;
        cidrs.push(ipv6Cidr(at, 128 - Number(bits)));
        at += 1n << bits;
      }
    }
    return cidrs;
  }
}
