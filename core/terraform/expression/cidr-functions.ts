import { formatIpv4, formatIpv6, parseAddress } from "../../network/address.js";
import { ADDRESS_BITS, type Cidr, enclosingCidr, ipv4Cidr, ipv6Cidr } from "../../network/cidr.js";
import { Failure, type Value } from "../value.js";

/**
 * `cidrsubnet(prefix, newbits, netnum)`: the block with `newbits` more bits and number `netnum` in them.
 *
 * Source: Terraform language, "cidrsubnet Function".
 */
export function cidrSubnet(
  prefix: Value | undefined,
  newBits: number | undefined,
  number: number | undefined,
): Value | undefined {
  const cidr = blockOf(prefix);
  if (cidr === undefined || newBits === undefined || number === undefined) return undefined;
  return nth(cidr, cidr.prefixLength + newBits, number)?.text ?? tooFew("cidrsubnet");
}

/** `cidrsubnets(prefix, newbits...)`: consecutive blocks, each with its own number of more bits. */
export function cidrSubnets(
  prefix: Value | undefined,
  newBits: readonly (number | undefined)[],
): Value | undefined {
  const cidr = blockOf(prefix);
  if (cidr === undefined) return undefined;
  const blocks: string[] = [];
  let next = BigInt(cidr.network);
  for (const bits of newBits) {
    if (bits === undefined) return undefined;
    const length = cidr.prefixLength + bits;
    if (!Number.isInteger(bits) || bits < 0 || length > ADDRESS_BITS[cidr.family])
      return tooFew("cidrsubnets");
    const size = 1n << BigInt(ADDRESS_BITS[cidr.family] - length);
    // Blocks are aligned to their own size, as networks need them.
    const start = ((next + size - 1n) / size) * size;
    const block = nth(cidr, length, Number((start - BigInt(cidr.network)) / size));
    if (block === undefined) return tooFew("cidrsubnets");
    blocks.push(block.text);
    next = start + size;
  }
  return blocks;
}

/** `cidrhost(prefix, hostnum)`: the address of that number in the block, from its end where negative. */
export function cidrHost(prefix: Value | undefined, number: number | undefined): Value | undefined {
  const cidr = blockOf(prefix);
  if (cidr === undefined || number === undefined || !Number.isSafeInteger(number)) return undefined;
  const size = 1n << BigInt(ADDRESS_BITS[cidr.family] - cidr.prefixLength);
  const offset = number < 0 ? size + BigInt(number) : BigInt(number);
  if (offset < 0n || offset >= size) return tooFew("cidrhost");
  const address = BigInt(cidr.network) + offset;
  return cidr.family === "ipv4" ? formatIpv4(Number(address)) : formatIpv6(address);
}

/** `cidrnetmask(prefix)`: the netmask of an IPv4 block. */
export function cidrNetmask(prefix: Value | undefined): string | undefined {
  const cidr = blockOf(prefix);
  if (cidr?.family !== "ipv4") return undefined;
  return formatIpv4(2 ** 32 - 2 ** (32 - cidr.prefixLength));
}

/** The block of a prefix, whose host bits Terraform takes away. */
function blockOf(value: Value | undefined): Cidr | undefined {
  const [, address = "", length = ""] =
    (typeof value === "string" && /^([^/]+)\/(\d{1,3})$/u.exec(value)) || [];
  const host = parseAddress(address);
  return host === undefined || Number(length) > ADDRESS_BITS[host.family]
    ? undefined
    : enclosingCidr(host, Number(length));
}

function tooFew(name: string): Failure {
  return new Failure(`${name}(...)`, "the block does not have so many addresses");
}

/** The block of the given length and number inside the block. */
function nth(cidr: Cidr, length: number, number: number): Cidr | undefined {
  const bits = ADDRESS_BITS[cidr.family];
  const newBits = length - cidr.prefixLength;
  if (!Number.isSafeInteger(number) || !Number.isInteger(newBits) || newBits < 0 || length > bits)
    return undefined;
  if (number < 0 || BigInt(number) >= 1n << BigInt(newBits)) return undefined;
  const network = BigInt(cidr.network) + (BigInt(number) << BigInt(bits - length));
  return cidr.family === "ipv4" ? ipv4Cidr(Number(network), length) : ipv6Cidr(network, length);
}
