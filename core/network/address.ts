/** An IP version, in the words of the EC2 API. */
export type AddressFamily = "ipv4" | "ipv6";

/** An address as an unsigned integer: `number` below 2^32 for IPv4, `bigint` below 2^128 for IPv6. */
export type Address =
  | { readonly family: "ipv4"; readonly value: number }
  | { readonly family: "ipv6"; readonly value: bigint };

const DOT = 0x2e;
const ZERO = 0x30;
const HEXADECIMAL_GROUP = /^[0-9a-fA-F]{1,4}$/;
/** Longest text of an IPv6 address with an embedded IPv4 address (INET6_ADDRSTRLEN less the terminator). */
const LONGEST_IPV6_TEXT = 45;

/**
 * The 32-bit value of a dotted-decimal IPv4 address, or undefined.
 *
 * Four parts, no leading zeros: "010.0.0.1" is 8.0.0.1 to some parsers and 10.0.0.1 to others, so it is no
 * address here (RFC 6943, section 3.1.1).
 */
export function parseIpv4(text: string): number | undefined {
  let value = 0;
  let octets = 0;
  let octet = 0;
  let digits = 0;
  // One pass without splitting: the policy engine reads an address in every decision.
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : DOT;
    if (code === DOT) {
      if (digits === 0 || octets === 4) return undefined;
      value = value * 256 + octet;
      octets += 1;
      octet = 0;
      digits = 0;
    } else {
      const digit = code - ZERO;
      if (!(digit >= 0 && digit <= 9) || (digits > 0 && octet === 0)) return undefined;
      octet = octet * 10 + digit;
      digits += 1;
      if (octet > 255) return undefined;
    }
  }
  return octets === 4 ? value : undefined;
}

/** The 128-bit value of an IPv6 address in any form of RFC 4291, section 2.2, without a zone; or undefined. */
export function parseIpv6(text: string): bigint | undefined {
  if (text.length > LONGEST_IPV6_TEXT) return undefined;
  const halves = text.split("::", 3);
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return groups.reduce((value, group) => value * 65536n + BigInt(group), 0n);
}

/** Sixteen-bit groups of one side of a "::"; the last group of the whole address may be dotted decimal. */
function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (mayEndInIpv4 && index === parts.length - 1 && part.includes(".")) {
      const embedded = parseIpv4(part);
      if (embedded === undefined) return undefined;
      groups.push(Math.floor(embedded / 65536), embedded % 65536);
    } else {
      if (!HEXADECIMAL_GROUP.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

/** The address that the text writes, of either family, or undefined. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(":")) {
    const value = parseIpv6(text);
    return value === undefined ? undefined : { family: "ipv6", value };
  }
  const value = parseIpv4(text);
  return value === undefined ? undefined : { family: "ipv4", value };
}

const IPV4_MAPPED_PREFIX = 0xffffn;

/** The IPv4 address inside an IPv4-mapped IPv6 address (`::ffff:a.b.c.d`, RFC 4291, section 2.5.5.2); others unchanged. */
export function unmapIpv4(address: Address): Address {
  if (address.family === "ipv6" && address.value >> 32n === IPV4_MAPPED_PREFIX) {
    return { family: "ipv4", value: Number(address.value & 0xffff_ffffn) };
  }
  return address;
}

/** Dotted decimal. */
export function formatIpv4(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join(".");
}

/**
 * The canonical text of RFC 5952: lower case, no leading zeros, the longest run of zero groups as "::", and an
 * IPv4-mapped address with its IPv4 address in dotted decimal (section 5).
 */
export function formatIpv6(value: bigint): string {
  const unmapped = unmapIpv4({ family: "ipv6", value });
  if (unmapped.family === "ipv4") return `::ffff:${formatIpv4(unmapped.value)}`;
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((value >> shift) & 0xffffn).toString(16));
  let best = { start: -1, length: 1 };
  let start = 0;
  while (start < groups.length) {
    let end = start;
    while (end < groups.length && groups[end] === "0") end += 1;
    if (end - start > best.length) best = { start, length: end - start };
    start = end + 1;
  }
  if (best.start < 0) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}
