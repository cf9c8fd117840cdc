import fc from "fast-check";
import type { Address } from "../../../core/network/address.js";
import { type Cidr, ipv4Cidr, ipv6Cidr } from "../../../core/network/cidr.js";

/** Where the enumerated space lies: 64 IPv4 addresses (a /26) and 64 IPv6 addresses (a /122). */
export interface Base {
  readonly ipv4: number;
  readonly ipv6: bigint;
}
/** At the start, in the middle and at the end of the address space; at the start both families hold the same integers. */
export const BASES: readonly Base[] = [
  { ipv4: 0, ipv6: 0n },
  { ipv4: 0xc000_0240, ipv6: 0x2001_0db8n << 96n },
  { ipv4: 2 ** 32 - 64, ipv6: (1n << 128n) - 64n },
];

export const OFFSETS = Array.from({ length: 64 }, (_, offset) => offset);
export const FAMILIES = ["ipv4", "ipv6"] as const;

/** A block inside the space: its size as a power of two, and which of the blocks of that size. */
export interface Block {
  readonly family: (typeof FAMILIES)[number];
  readonly sizeBits: number;
  readonly offset: number;
}
export const block: fc.Arbitrary<Block> = fc
  .record({ family: fc.constantFrom(...FAMILIES), sizeBits: fc.integer({ min: 0, max: 6 }), at: fc.nat(63) })
  .map(({ family, sizeBits, at }) => ({ family, sizeBits, offset: at - (at % 2 ** sizeBits) }));
export const blocks = fc.array(block, { maxLength: 8 });
export const base = fc.constantFrom(...BASES);

export const cidrOf = (at: Base, { family, sizeBits, offset }: Block): Cidr =>
  family === "ipv4"
    ? ipv4Cidr(at.ipv4 + offset, 32 - sizeBits)
    : ipv6Cidr(at.ipv6 + BigInt(offset), 128 - sizeBits);
export const addressOf = (at: Base, family: Block["family"], offset: number): Address =>
  family === "ipv4" ? { family, value: at.ipv4 + offset } : { family, value: at.ipv6 + BigInt(offset) };
