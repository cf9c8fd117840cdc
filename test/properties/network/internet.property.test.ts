import fc from "fast-check";
import { describe, it } from "vitest";
import { AddressSet } from "../../../core/network/address-set.js";
import { ADDRESS_BITS, type Cidr, ipv4Cidr, ipv6Cidr } from "../../../core/network/cidr.js";
import { coversInternet, GLOBALLY_ROUTABLE } from "../../../core/network/globally-routable.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";
import { type Block, FAMILIES } from "./small-address-space.js";

type CoversInternet = (cidrs: readonly Cidr[]) => boolean;

const blockAt = (family: Block["family"], network: bigint, length: number): Cidr =>
  family === "ipv4" ? ipv4Cidr(Number(network), length) : ipv6Cidr(network, length);

/** Addresses of hosts on the internet, of which the special-purpose registries know nothing. */
const ROUTABLE = { ipv4: [0x0100_0000n, 0xdfff_ffffn], ipv6: [0x2400n << 112n, 0x2bffn << 112n] } as const;

/** All of the family, split along the way to an address into the block of that address and its siblings. */
const split = fc.constantFrom(...FAMILIES).chain((family) =>
  fc
    .record({
      depth: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: ADDRESS_BITS[family] })),
      address: fc.oneof(
        fc.constantFrom(...ROUTABLE[family]),
        fc.bigInt({ min: 0n, max: (1n << BigInt(ADDRESS_BITS[family])) - 1n }),
      ),
    })
    .chain(({ depth, address }) => {
      const total = BigInt(ADDRESS_BITS[family]);
      const prefix = (length: number) => (address >> (total - BigInt(length))) << (total - BigInt(length));
      const parts = [blockAt(family, prefix(depth), depth)];
      for (let length = 1; length <= depth; length += 1) {
        parts.push(blockAt(family, prefix(length) ^ (1n << (total - BigInt(length))), length));
      }
      return fc.record({
        family: fc.constant(family),
        parts: fc.shuffledSubarray(parts, { minLength: parts.length }),
        removed: fc.nat(parts.length - 1),
        repeated: fc.nat(parts.length - 1),
      });
    }),
);

/** A split of everything is the internet; without any one of its parts, even of one address, it is not, if somebody is there. */
const seesSplitsAndHoles = (judge: (family: Block["family"]) => CoversInternet) =>
  fc.property(split, ({ family, parts, removed, repeated }) => {
    const twice = [...parts, parts[repeated] as Cidr];
    const holed = parts.filter((_, index) => index !== removed);
    const isNobodyThere = !GLOBALLY_ROUTABLE.intersects(AddressSet.fromCidrs([parts[removed] as Cidr]));
    if (isNobodyThere) return judge(family)(twice) && judge(family)(holed);
    const withRepetition = holed.length === 0 ? [] : [...holed, ...holed, ...holed];
    return judge(family)(twice) && !judge(family)(holed) && !judge(family)(withRepetition);
  });

describe("coversInternet", () => {
  it("sees through every split, and sees every hole", () => {
    fc.assert(
      seesSplitsAndHoles((family) => (cidrs) => coversInternet(AddressSet.fromCidrs(cidrs), family)),
      runs(1000),
    );
  });

  it.each<[string, (family: Block["family"]) => CoversInternet]>([
    [
      "looks for the text 0.0.0.0/0 or ::/0, as scanners do",
      () => (cidrs) => cidrs.some(({ text }) => text === "0.0.0.0/0" || text === "::/0"),
    ],
    [
      "looks for a prefix length of 0 and for the two halves",
      () => (cidrs) =>
        cidrs.some(({ prefixLength }) => prefixLength === 0) ||
        cidrs.filter(({ prefixLength }) => prefixLength === 1).length >= 2,
    ],
    [
      "adds up sizes",
      () => (cidrs) => cidrs.reduce((sum, { prefixLength }) => sum + 2 ** -prefixLength, 0) >= 1,
    ],
    [
      "looks at the first and the last address",
      (family) => (cidrs) => {
        const set = AddressSet.fromCidrs(cidrs);
        const all = AddressSet.ALL[family].boundaries;
        return set[family].boundaries[0] === all[0] && set[family].boundaries.at(-1) === all[1];
      },
    ],
  ])("a test that %s is refuted", (_, mutant) => {
    expectRefuted(seesSplitsAndHoles(mutant));
  });
});
