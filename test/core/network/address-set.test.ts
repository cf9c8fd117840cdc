import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { type Address, parseAddress } from "../../../core/network/address.js";
import { AddressSet } from "../../../core/network/address-set.js";
import { parseCidr } from "../../../core/network/cidr.js";

const set = (...texts: string[]) => AddressSet.fromCidrs(texts.map((text) => valueOrThrow(parseCidr(text))));
const texts = (addresses: AddressSet) => addresses.toCidrs().map(({ text }) => text);

describe("the constant sets", () => {
  it.each([
    ["EMPTY", AddressSet.EMPTY, []],
    ["ALL_IPV4", AddressSet.ALL_IPV4, ["0.0.0.0/0"]],
    ["ALL_IPV6", AddressSet.ALL_IPV6, ["::/0"]],
    ["ALL", AddressSet.ALL, ["0.0.0.0/0", "::/0"]],
  ])("%s", (_, addresses, cidrs) => {
    expect(texts(addresses)).toEqual(cidrs);
    expect(addresses.isEmpty).toBe(cidrs.length === 0);
  });
});

describe("has", () => {
  const addresses = set("192.0.2.0/25", "2001:db8::/127");
  it.each([
    ["192.0.1.255", false],
    ["192.0.2.0", true],
    ["192.0.2.127", true],
    ["192.0.2.128", false],
    ["2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", false],
    ["2001:db8::", true],
    ["2001:db8::1", true],
    ["2001:db8::2", false],
    ["::192.0.2.1", false],
    ["::ffff:192.0.2.1", false],
  ])("%s: %s", (text, member) => {
    expect(addresses.has(parseAddress(text) as Address)).toBe(member);
  });

  it("never takes an address of one family for one of the other", () => {
    expect(set("0.0.0.0/0").has({ family: "ipv6", value: 5n })).toBe(false);
    expect(set("::/0").has({ family: "ipv4", value: 5 })).toBe(false);
  });
});

describe("set operations", () => {
  it.each([
    ["union merges siblings", set("10.0.0.0/9").union(set("10.128.0.0/9")), ["10.0.0.0/8"]],
    [
      "union keeps neighbours that are not siblings apart",
      set("10.0.1.0/24").union(set("10.0.2.0/24")),
      ["10.0.1.0/24", "10.0.2.0/24"],
    ],
    [
      "union keeps the families apart, though both blocks hold the integers 0 to 3",
      set("0.0.0.0/31", "::2/127").union(set("::/127")),
      ["0.0.0.0/31", "::/126"],
    ],
    [
      "intersection is the inner block",
      set("10.0.0.0/8").intersection(set("10.1.0.0/16", "::/0")),
      ["10.1.0.0/16"],
    ],
    [
      "difference leaves the rest",
      set("10.0.0.0/30", "2001:db8::/126").difference(set("10.0.0.1/32", "2001:db8::2/127")),
      ["10.0.0.0/32", "10.0.0.2/31", "2001:db8::/127"],
    ],
    [
      "difference by the other family takes nothing",
      set("0.0.0.0/8").difference(AddressSet.ALL_IPV6),
      ["0.0.0.0/8"],
    ],
  ])("%s", (_, addresses, expected) => {
    expect(texts(addresses)).toEqual(expected);
  });

  it.each([
    ["a block and one inside it", ["10.0.0.0/8"], ["10.1.0.0/16"], true, true],
    ["a block and one around it", ["10.1.0.0/16"], ["10.0.0.0/8"], true, false],
    ["neighbours", ["10.0.0.0/9"], ["10.128.0.0/9"], false, false],
    ["two halves and the whole", ["10.0.0.0/9", "10.128.0.0/9"], ["10.0.0.0/8"], true, true],
    ["the same integers in the other family", ["0.0.0.0/8"], ["::/104"], false, false],
    ["one family of the two", ["0.0.0.0/0"], ["10.0.0.0/8", "2001:db8::/32"], true, false],
    ["the empty set", ["10.0.0.0/8"], [], false, true],
  ])("intersects and covers: %s", (_, left, right, intersects, covers) => {
    expect(set(...left).intersects(set(...right))).toBe(intersects);
    expect(set(...right).intersects(set(...left))).toBe(intersects);
    expect(set(...left).covers(set(...right))).toBe(covers);
  });

  it("equals compares members, not blocks", () => {
    expect(set("10.0.0.0/9", "10.128.0.0/9").equals(set("10.0.0.0/8"))).toBe(true);
    expect(set("10.0.0.0/8").equals(set("10.0.0.0/8", "::/128"))).toBe(false);
    expect(set("::/128").equals(set("0.0.0.0/32"))).toBe(false);
  });
});

describe("toCidrs", () => {
  it("needs 62 blocks for the worst IPv4 range: all but the first and the last address", () => {
    const cidrs = texts(AddressSet.ALL_IPV4.difference(set("0.0.0.0/32", "255.255.255.255/32")));
    expect(cidrs).toHaveLength(62);
    expect(cidrs[0]).toBe("0.0.0.1/32");
    expect(cidrs[61]).toBe("255.255.255.254/32");
  });
  it("needs 254 blocks for the same in IPv6", () => {
    const last = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128";
    expect(texts(AddressSet.ALL_IPV6.difference(set("::/128", last)))).toHaveLength(254);
  });
  it("orders IPv4 before IPv6 and each family by value, not by text", () => {
    expect(texts(set("2001:db8::/32", "::1/128", "10.0.0.0/8", "9.0.0.0/8"))).toEqual([
      "9.0.0.0/8",
      "10.0.0.0/8",
      "::1/128",
      "2001:db8::/32",
    ]);
  });
});
