import fc from "fast-check";
import { describe, it } from "vitest";
import type { Address } from "../../../core/network/address.js";
import { AddressSet } from "../../../core/network/address-set.js";
import { type Cidr, ipv4Cidr, ipv6Cidr } from "../../../core/network/cidr.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";
import { addressOf, type Block, base, blocks, cidrOf, FAMILIES, OFFSETS } from "./small-address-space.js";

/** The plain twin: "ipv4 17" for each member. */
function enumerate(given: readonly Block[]): ReadonlySet<string> {
  const members = new Set<string>();
  for (const { family, sizeBits, offset } of given) {
    for (let index = 0; index < 2 ** sizeBits; index += 1) members.add(`${family} ${offset + index}`);
  }
  return members;
}
const SPACE = FAMILIES.flatMap((family) =>
  OFFSETS.map((offset) => ({ family, offset, key: `${family} ${offset}` })),
);

interface Algebra {
  readonly fromCidrs: (cidrs: readonly Cidr[]) => AddressSet;
  readonly has: (set: AddressSet, address: Address) => boolean;
  readonly union: (a: AddressSet, b: AddressSet) => AddressSet;
  readonly intersection: (a: AddressSet, b: AddressSet) => AddressSet;
  readonly difference: (a: AddressSet, b: AddressSet) => AddressSet;
  readonly intersects: (a: AddressSet, b: AddressSet) => boolean;
  readonly covers: (a: AddressSet, b: AddressSet) => boolean;
  readonly equals: (a: AddressSet, b: AddressSet) => boolean;
}
const PRODUCT: Algebra = {
  fromCidrs: (cidrs) => AddressSet.fromCidrs(cidrs),
  has: (set, address) => set.has(address),
  union: (a, b) => a.union(b),
  intersection: (a, b) => a.intersection(b),
  difference: (a, b) => a.difference(b),
  intersects: (a, b) => a.intersects(b),
  covers: (a, b) => a.covers(b),
  equals: (a, b) => a.equals(b),
};

const agreesWithEnumeration = (algebra: Algebra) =>
  fc.property(base, blocks, blocks, (at, left, right) => {
    const holds = (set: AddressSet, expected: (key: string) => boolean): boolean =>
      set.isEmpty === !SPACE.some(({ key }) => expected(key)) &&
      SPACE.every(
        ({ family, offset, key }) => algebra.has(set, addressOf(at, family, offset)) === expected(key),
      );
    const [a, b] = [left, right].map((given) => algebra.fromCidrs(given.map((one) => cidrOf(at, one)))) as [
      AddressSet,
      AddressSet,
    ];
    const [inA, inB] = [enumerate(left), enumerate(right)];
    const covered = [...inB].every((key) => inA.has(key));
    return (
      holds(a, (key) => inA.has(key)) &&
      holds(algebra.union(a, b), (key) => inA.has(key) || inB.has(key)) &&
      holds(algebra.intersection(a, b), (key) => inA.has(key) && inB.has(key)) &&
      holds(algebra.difference(a, b), (key) => inA.has(key) && !inB.has(key)) &&
      algebra.intersects(a, b) === [...inA].some((key) => inB.has(key)) &&
      algebra.covers(a, b) === covered &&
      algebra.equals(a, b) === (covered && inA.size === inB.size)
    );
  });

/** Both families on one line of integers, as if 0.0.0.5 and ::5 were one address. */
function familyBlind(cidrs: readonly Cidr[]): AddressSet {
  const both = cidrs.flatMap((cidr) =>
    cidr.family === "ipv4"
      ? [cidr, ipv6Cidr(BigInt(cidr.network), cidr.prefixLength + 96)]
      : cidr.network < 1n << 32n && cidr.prefixLength >= 96
        ? [cidr, ipv4Cidr(Number(cidr.network), cidr.prefixLength - 96)]
        : [cidr],
  );
  return AddressSet.fromCidrs(both);
}

describe("AddressSet", () => {
  it("agrees with enumeration of a /26 and a /122", () => {
    fc.assert(agreesWithEnumeration(PRODUCT), runs(1000));
  });

  it.each<[string, Partial<Algebra>]>([
    ["merges the families", { fromCidrs: familyBlind }],
    [
      "forgets IPv6",
      { fromCidrs: (cidrs) => AddressSet.fromCidrs(cidrs.filter(({ family }) => family === "ipv4")) },
    ],
    ["asks one family alone for a common address", { intersects: (a, b) => a.ipv4.intersects(b.ipv4) }],
    [
      "is content when either family is covered",
      { covers: (a, b) => a.ipv4.covers(b.ipv4) || a.ipv6.covers(b.ipv6) },
    ],
    [
      "compares blocks by text",
      { equals: (a, b) => String(a.toCidrs()[0]?.text) === String(b.toCidrs()[0]?.text) },
    ],
    [
      "loses IPv6 in a difference",
      { difference: (a, b) => new AddressSet(a.ipv4.difference(b.ipv4), a.ipv6) },
    ],
  ])("enumeration refutes a set that %s", (_, mutant) => {
    expectRefuted(agreesWithEnumeration({ ...PRODUCT, ...mutant }));
  });
});
