import { accept, quote, type Result, refuse } from "../errors.js";
import { type Address, type AddressFamily, formatIpv4, formatIpv6, parseAddress } from "./address.js";
import type { NetworkErrorCode } from "./error-codes.js";
import { isToken, tokenProblem } from "./token.js";

const PREFIX_LENGTH = /^(?:0|[1-9][0-9]{0,2})$/;

/** Bits of an address. */
export const ADDRESS_BITS: Readonly<Record<AddressFamily, number>> = { ipv4: 32, ipv6: 128 };

/** A CIDR block: all addresses that share the first `prefixLength` bits of `network`. */
export type Cidr = {
  readonly prefixLength: number;
  /** The canonical text, for example "10.0.0.0/16" or "2001:db8::/32". */
  readonly text: string;
} & (
  | { readonly family: "ipv4"; readonly network: number }
  | { readonly family: "ipv6"; readonly network: bigint }
);

/** The IPv4 block of a network address that is known to be one. */
export function ipv4Cidr(network: number, prefixLength: number): Cidr {
  return { family: "ipv4", network, prefixLength, text: `${formatIpv4(network)}/${prefixLength}` };
}

/** The IPv6 block of a network address that is known to be one. */
export function ipv6Cidr(network: bigint, prefixLength: number): Cidr {
  return { family: "ipv6", network, prefixLength, text: `${formatIpv6(network)}/${prefixLength}` };
}

/** First address (inclusive) and last address plus one (exclusive) of an IPv4 block. */
export function ipv4Bounds(cidr: Cidr & { family: "ipv4" }): readonly [start: number, end: number] {
  return [cidr.network, cidr.network + 2 ** (32 - cidr.prefixLength)];
}

/** First address (inclusive) and last address plus one (exclusive) of an IPv6 block. */
export function ipv6Bounds(cidr: Cidr & { family: "ipv6" }): readonly [start: bigint, end: bigint] {
  return [cidr.network, cidr.network + (1n << BigInt(128 - cidr.prefixLength))];
}

/** The block of the given length that the address lies in. */
export function enclosingCidr(address: Address, prefixLength: number): Cidr {
  if (address.family === "ipv4") {
    const size = 2 ** (32 - prefixLength);
    return ipv4Cidr(address.value - (address.value % size), prefixLength);
  }
  const size = 1n << BigInt(128 - prefixLength);
  return ipv6Cidr(address.value - (address.value % size), prefixLength);
}

/**
 * The CIDR block that the text writes.
 *
 * Problems: CORDON_TOKEN_NOT_ALLOWED, CORDON_CIDR_MALFORMED, CORDON_CIDR_HOST_BITS. EC2 refuses a block that
 * does not start at its network address, and so do we: "10.0.0.5/16" may have meant the host or the network.
 */
export function parseCidr(text: string): Result<Cidr, NetworkErrorCode> {
  if (isToken(text))
    return refuse(tokenProblem(text, "a literal CIDR block", "write the block, or use a prefix list"));
  const [addressText = "", lengthText, ...rest] = typeof text === "string" ? text.split("/", 3) : [];
  const address = parseAddress(addressText);
  const prefixLength = Number(lengthText);
  if (
    address === undefined ||
    lengthText === undefined ||
    rest.length > 0 ||
    !PREFIX_LENGTH.test(lengthText) ||
    prefixLength > ADDRESS_BITS[address.family]
  ) {
    const host = address === undefined || lengthText !== undefined ? undefined : ADDRESS_BITS[address.family];
    return refuse({
      code: "CORDON_CIDR_MALFORMED",
      summary: "this is not a CIDR block",
      got: quote(text),
      allowed: "an IPv4 block such as 203.0.113.0/24 or an IPv6 block such as 2001:db8::/32",
      fix: host === undefined ? "write address/prefix-length" : `for this one address write ${text}/${host}`,
    });
  }
  const cidr = enclosingCidr(address, prefixLength);
  if (cidr.network !== address.value) {
    return refuse({
      code: "CORDON_CIDR_HOST_BITS",
      summary: "the CIDR block does not start at its network address",
      got: quote(text),
      allowed: "a block whose host bits are all zero",
      fix: `write ${cidr.text} for the network, or ${addressText}/${ADDRESS_BITS[address.family]} for the one address`,
    });
  }
  return accept(cidr);
}
