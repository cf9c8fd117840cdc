import type { AddressFamily } from "./address.js";
import { AddressSet } from "./address-set.js";
import { parseCidr } from "./cidr.js";
import type { IntervalSet } from "./interval-set.js";

/**
 * Blocks that the special-purpose registries call not globally reachable, and multicast.
 *
 * Sources: IANA IPv4 Special-Purpose Address Registry (read as of 2020-09-04) and IANA IPv6 Special-Purpose Address
 * Registry (as of 2025-10-09), column "Globally Reachable"; RFC 5771 for multicast. The documentation blocks
 * 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32 and 3fff::/20 are left out on purpose: wherever people
 * write them they stand for public addresses.
 */
const UNREACHABLE = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "2001::/23",
];

/** Entries inside those blocks that the registries except: reachable, or not said to be unreachable (Teredo). */
const EXCEPTED = [
  "192.0.0.9/32",
  "192.0.0.10/32",
  "2001::/32",
  "2001:1::1/128",
  "2001:1::2/127",
  "2001:3::/32",
  "2001:4:112::/48",
  "2001:20::/28",
  "2001:30::/28",
];

/** All that IANA gives out of IPv4, and the global unicast block of IPv6 (RFC 4291, section 2.4). */
const UNICAST = ["0.0.0.0/0", "2000::/3"];

/** Addresses that a packet on the internet may come from or go to. */
export const GLOBALLY_ROUTABLE: AddressSet = setOf(UNICAST)
  .difference(setOf(UNREACHABLE))
  .union(setOf(EXCEPTED));

const SIZE = { ipv4: sizeOf(GLOBALLY_ROUTABLE.ipv4), ipv6: sizeOf(GLOBALLY_ROUTABLE.ipv6) } as const;

/**
 * Whether the set holds every globally routable address of the family, however its blocks are split.
 *
 * Scanners that compare with the text "0.0.0.0/0" miss 0.0.0.0/1 beside 128.0.0.0/1, and everything except the private
 * blocks; this does not.
 */
export function coversInternet(addresses: AddressSet, family: AddressFamily): boolean {
  return family === "ipv4"
    ? addresses.ipv4.covers(GLOBALLY_ROUTABLE.ipv4)
    : addresses.ipv6.covers(GLOBALLY_ROUTABLE.ipv6);
}

/** The part of the globally routable addresses of the family that the set holds, from 0 to 1. */
export function shareOfInternet(addresses: AddressSet, family: AddressFamily): number {
  return family === "ipv4"
    ? sizeOf(addresses.ipv4.intersection(GLOBALLY_ROUTABLE.ipv4)) / SIZE.ipv4
    : sizeOf(addresses.ipv6.intersection(GLOBALLY_ROUTABLE.ipv6)) / SIZE.ipv6;
}

/** The number of addresses, rounded to a double. */
function sizeOf<T extends number | bigint>(addresses: IntervalSet<T>): number {
  return addresses.intervals().reduce((sum, [start, end]) => sum + Number(end - start), 0);
}

function setOf(texts: readonly string[]): AddressSet {
  return AddressSet.fromCidrs(
    texts.map((text) => {
      const cidr = parseCidr(text);
      if (!cidr.ok) throw new RangeError(`no block: ${text}`);
      return cidr.value;
    }),
  );
}
