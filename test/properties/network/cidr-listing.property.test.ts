import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AddressFamily } from "../../../core/network/address.js";
import { AddressSet } from "../../../core/network/address-set.js";
import { ADDRESS_BITS, type Cidr, ipv4Cidr, ipv6Cidr } from "../../../core/network/cidr.js";
import {
  addressOf,
  BASES,
  type Base,
  type Block,
  base,
  blocks,
  cidrOf,
  FAMILIES,
  OFFSETS,
} from "./small-address-space.js";

type ToCidrs = (set: AddressSet) => readonly Cidr[];

/** A set of some of eight addresses as a bit mask, and the bounds of its blocks as masks. */
const TINY = 8;
const TINY_BLOCKS = [8, 4, 2, 1].flatMap((size) =>
  Array.from({ length: TINY / size }, (_, index) => ((1 << size) - 1) << (index * size)),
);
/** For every set of eight addresses the fewest blocks whose union it is, by trying all 2^15 choices of blocks. */
const FEWEST: readonly number[] = (() => {
  const fewest = new Array<number>(2 ** TINY).fill(Number.POSITIVE_INFINITY);
  for (let choice = 0; choice < 2 ** TINY_BLOCKS.length; choice += 1) {
    const chosen = TINY_BLOCKS.filter((_, index) => (choice >> index) & 1);
    const mask = chosen.reduce((union, one) => union | one, 0);
    fewest[mask] = Math.min(fewest[mask] ?? 0, chosen.length);
  }
  return fewest;
})();

/** Windows of eight addresses: at each end of the space, and 32 on, where the text .100 sorts before .99. */
const WINDOWS = [0, 32, 56];

/** Whether the blocks are exactly these members: the fewest, ascending, none outside. */
function isMinimal(
  toCidrs: ToCidrs,
  at: Base,
  family: AddressFamily,
  members: readonly number[],
  fewest: number,
) {
  const cidrs = toCidrs(
    AddressSet.fromCidrs(members.map((offset) => cidrOf(at, { family, sizeBits: 0, offset }))),
  );
  const starts = cidrs.map(({ network }) => network);
  const written = OFFSETS.filter((offset) => {
    const { value } = addressOf(at, family, offset);
    return cidrs.some((cidr) => {
      const hostBits = BigInt(ADDRESS_BITS[family] - cidr.prefixLength);
      return cidr.family === family && BigInt(value) >> hostBits === BigInt(cidr.network) >> hostBits;
    });
  });
  return (
    cidrs.length === fewest &&
    written.join() === members.join() &&
    starts.every((start, index) => index === 0 || (starts[index - 1] ?? 0) < start)
  );
}

/** The same for each of the 256 sets of eight addresses, in both families and at every place. */
function isMinimalEverywhere(toCidrs: ToCidrs): boolean {
  return BASES.every((at) =>
    FAMILIES.every((family) =>
      WINDOWS.every((window) =>
        FEWEST.every((fewest, mask) => {
          const members = OFFSETS.slice(window, window + TINY).filter((_, index) => (mask >> index) & 1);
          return isMinimal(toCidrs, at, family, members, fewest);
        }),
      ),
    ),
  );
}

describe("toCidrs", () => {
  it("is exact, fewest and ascending for each of the 256 sets of eight addresses", () => {
    expect(isMinimalEverywhere((set) => set.toCidrs())).toBe(true);
  });

  it("writes the set that it was made from, without a block that overlaps another", () => {
    fc.assert(
      fc.property(base, blocks, blocks, (at, added, removed) => {
        const build = (given: readonly Block[]) => AddressSet.fromCidrs(given.map((one) => cidrOf(at, one)));
        const set = build(added).difference(build(removed));
        const cidrs = set.toCidrs();
        expect(AddressSet.fromCidrs(cidrs).equals(set)).toBe(true);
        let before = AddressSet.EMPTY;
        for (const cidr of cidrs) {
          const one = AddressSet.fromCidrs([cidr]);
          expect(before.intersects(one)).toBe(false);
          before = before.union(one);
        }
      }),
    );
  });

  const addresses = (set: AddressSet): Cidr[] => [
    ...[...set.ipv4.intervals()].flatMap(([start, end]) =>
      Array.from({ length: end - start }, (_, index) => ipv4Cidr(start + index, 32)),
    ),
    ...[...set.ipv6.intervals()].flatMap(([start, end]) =>
      Array.from({ length: Number(end - start) }, (_, index) => ipv6Cidr(start + BigInt(index), 128)),
    ),
  ];
  it.each<[string, ToCidrs]>([
    ["writes each address", addresses],
    ["writes the blocks backwards", (set) => set.toCidrs().reverse()],
    ["sorts by text", (set) => set.toCidrs().sort((a, b) => (a.text < b.text ? -1 : 1))],
    ["leaves the last block out", (set) => set.toCidrs().slice(0, -1)],
    [
      "takes the next power of two, whatever it starts at",
      (set) =>
        [...set.ipv4.intervals()]
          .map(([start, end]) => ipv4Cidr(start, 32 - Math.ceil(Math.log2(end - start))))
          .concat(
            [...set.ipv6.intervals()].map(([start, end]) =>
              ipv6Cidr(start, 128 - Math.ceil(Math.log2(Number(end - start)))),
            ),
          ),
    ],
    [
      "makes no block larger than two addresses",
      (set) =>
        set
          .toCidrs()
          .flatMap((cidr) =>
            cidr.family === "ipv4" && cidr.prefixLength < 31
              ? Array.from({ length: 2 ** (31 - cidr.prefixLength) }, (_, index) =>
                  ipv4Cidr(cidr.network + 2 * index, 31),
                )
              : [cidr],
          ),
    ],
  ])("the exhaustive search refutes one that %s", (_, toCidrs) => {
    expect(isMinimalEverywhere(toCidrs)).toBe(false);
  });
});
