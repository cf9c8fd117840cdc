import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, formatIpv4, formatIpv6 } from "../../../core/network/address.js";
import { AddressSet } from "../../../core/network/address-set.js";
import { ADDRESS_BITS, type Cidr, enclosingCidr, parseCidr } from "../../../core/network/cidr.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";

const ipv4 = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value): Address => ({ family: "ipv4", value }));
const ipv6 = fc
  .bigInt({ min: 0n, max: (1n << 128n) - 1n })
  .map((value): Address => ({ family: "ipv6", value }));
const address = fc.oneof(ipv4, ipv6);
const withLength = address.chain((given) =>
  fc.tuple(fc.constant(given), fc.integer({ min: 0, max: ADDRESS_BITS[given.family] })),
);
const format = (given: Address): string =>
  given.family === "ipv4" ? formatIpv4(given.value) : formatIpv6(given.value);
const bits = (given: Address): string => given.value.toString(2).padStart(ADDRESS_BITS[given.family], "0");
const networkOf = (cidr: Cidr): Address =>
  cidr.family === "ipv4" ? { family: "ipv4", value: cidr.network } : { family: "ipv6", value: cidr.network };

describe("enclosingCidr", () => {
  it("keeps the first bits and clears the rest", () => {
    fc.assert(
      fc.property(withLength, ([given, length]) => {
        const all = bits(given);
        expect(bits(networkOf(enclosingCidr(given, length)))).toBe(
          all.slice(0, length).padEnd(all.length, "0"),
        );
      }),
    );
  });
  it("writes a text that parses to the same block", () => {
    fc.assert(
      fc.property(withLength, ([given, length]) => {
        const cidr = enclosingCidr(given, length);
        expect(parseCidr(cidr.text)).toEqual({ ok: true, value: cidr });
      }),
    );
  });
});

describe("parseCidr", () => {
  it("refuses host bits, and each block that its fix names is accepted and holds the address", () => {
    fc.assert(
      fc.property(withLength, ([given, length]) => {
        fc.pre(bits(given).slice(length).includes("1"));
        const result = parseCidr(`${format(given)}/${length}`);
        if (result.ok) throw new Error("host bits were accepted");
        expect(result.problems.map(({ code }) => code)).toEqual(["CORDON_CIDR_HOST_BITS"]);
        const named = result.problems[0]?.fix.match(/[0-9a-f:.]+\/[0-9]+/g) ?? [];
        expect(named).toHaveLength(2);
        for (const text of named) {
          const fixed = parseCidr(text);
          expect(fixed.ok && AddressSet.fromCidrs([fixed.value]).has(given)).toBe(true);
        }
      }),
    );
  });

  it("answers every text and every other value with a block or one problem, and never throws", () => {
    const nearly = fc
      .tuple(
        fc.string({ unit: fc.constantFrom(..."0123456789.:abf"), maxLength: 16 }),
        fc.integer({ min: -1, max: 130 }),
      )
      .map(([text, length]) => `${text}/${length}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly, fc.anything()), (value) => {
        const result = parseCidr(value as string);
        if (result.ok) expect(parseCidr(result.value.text)).toEqual(result);
        else expect(result.problems).toHaveLength(1);
      }),
      runs(1000),
    );
  });
});

type Membership = (cidr: Cidr, candidate: Address) => boolean;

/** Blocks and addresses near them: equal to a block's network but for one bit, anywhere. */
const near = withLength.chain(([given, length]) =>
  fc.tuple(fc.constant(enclosingCidr(given, length)), fc.oneof(address, fc.constant(given), flipped(given))),
);

function flipped(given: Address): fc.Arbitrary<Address> {
  return fc
    .nat(ADDRESS_BITS[given.family] - 1)
    .map((bit) =>
      given.family === "ipv4"
        ? { family: "ipv4", value: (given.value ^ (1 << bit)) >>> 0 }
        : { family: "ipv6", value: given.value ^ (1n << BigInt(bit)) },
    );
}

/**
 * Membership as node:net's BlockList sees it. One difference, which the pairs leave out: to Node an IPv4-mapped
 * IPv6 address matches IPv4 blocks; to us the families are apart until a caller says `unmapIpv4`.
 */
const agreesWithBlockList = (member: Membership) =>
  fc.property(near, ([cidr, candidate]) => {
    fc.pre(candidate.family === cidr.family);
    const blocks = new BlockList();
    blocks.addSubnet(cidr.text.slice(0, cidr.text.indexOf("/")), cidr.prefixLength, cidr.family);
    return member(cidr, candidate) === blocks.check(format(candidate), candidate.family);
  });

describe("membership agrees with node:net BlockList", () => {
  it("for blocks and addresses near their edges", () => {
    fc.assert(
      agreesWithBlockList((cidr, candidate) => AddressSet.fromCidrs([cidr]).has(candidate)),
      { ...runs(1000) },
    );
  });

  it("but for IPv4-mapped addresses, which Node lets match IPv4 blocks", () => {
    const blocks = new BlockList();
    blocks.addSubnet("192.0.2.0", 24, "ipv4");
    expect(blocks.check("::ffff:192.0.2.1", "ipv6")).toBe(true);
    const set = AddressSet.fromCidrs([enclosingCidr({ family: "ipv4", value: 0xc000_0200 }, 24)]);
    expect(set.has({ family: "ipv6", value: 0xffff_c000_0201n })).toBe(false);
  });

  it.each<[string, Membership]>([
    [
      "compares the start of the text",
      (cidr, candidate) => {
        const written = cidr.text.slice(0, cidr.text.indexOf("/")).split(cidr.family === "ipv4" ? "." : ":");
        const whole = Math.floor(cidr.prefixLength / (cidr.family === "ipv4" ? 8 : 16));
        return format(candidate).startsWith(written.slice(0, whole).join(cidr.family === "ipv4" ? "." : ":"));
      },
    ],
    [
      "compares a bit too few",
      (cidr, candidate) =>
        enclosingCidr(candidate, Math.max(cidr.prefixLength - 1, 0)).text ===
        enclosingCidr(networkOf(cidr), Math.max(cidr.prefixLength - 1, 0)).text,
    ],
    [
      "shifts by 32 as JavaScript does: not at all",
      (cidr, candidate) => {
        if (cidr.family === "ipv6" || candidate.family === "ipv6")
          return AddressSet.fromCidrs([cidr]).has(candidate);
        const mask = -1 << (32 - cidr.prefixLength);
        return (candidate.value & mask) === (cidr.network & mask);
      },
    ],
  ])("a membership that %s is refuted", (_, member) => {
    expectRefuted(agreesWithBlockList(member));
  });
});
