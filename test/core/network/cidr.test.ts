import { describe, expect, it } from "vitest";
import { describeProblem } from "../../../core/errors.js";
import { type Address, parseAddress } from "../../../core/network/address.js";
import { enclosingCidr, ipv4Bounds, ipv6Bounds, parseCidr } from "../../../core/network/cidr.js";

const interpolation = (expression: string): string => `\${${expression}}`;

/** The problems of a text that must be refused, as a user reads them. */
function refusal(text: string): string {
  const result = parseCidr(text);
  return result.ok ? `accepted as ${result.value.text}` : result.problems.map(describeProblem).join("\n");
}

describe("parseCidr", () => {
  it.each([
    ["0.0.0.0/0", { family: "ipv4", network: 0, prefixLength: 0, text: "0.0.0.0/0" }],
    ["10.0.0.0/16", { family: "ipv4", network: 0x0a00_0000, prefixLength: 16, text: "10.0.0.0/16" }],
    ["128.0.0.0/1", { family: "ipv4", network: 0x8000_0000, prefixLength: 1, text: "128.0.0.0/1" }],
    ["192.0.2.1/32", { family: "ipv4", network: 0xc000_0201, prefixLength: 32, text: "192.0.2.1/32" }],
    ["::/0", { family: "ipv6", network: 0n, prefixLength: 0, text: "::/0" }],
    ["8000::/1", { family: "ipv6", network: 1n << 127n, prefixLength: 1, text: "8000::/1" }],
    [
      "2001:DB8:0:0::/32",
      { family: "ipv6", network: 0x2001_0db8n << 96n, prefixLength: 32, text: "2001:db8::/32" },
    ],
    ["::1/128", { family: "ipv6", network: 1n, prefixLength: 128, text: "::1/128" }],
  ])("%s", (text, cidr) => {
    expect(parseCidr(text)).toEqual({ ok: true, value: cidr });
  });

  const malformed = (got: string, fix: string): string =>
    `CORDON_CIDR_MALFORMED: this is not a CIDR block. Got: ${got}. Allowed: an IPv4 block such as 203.0.113.0/24 ` +
    `or an IPv6 block such as 2001:db8::/32. Fix: ${fix}.`;

  it.each([
    "",
    "/",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/8/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/08",
    "10.0.0.0/8.0",
    "10.0.0.0/1e1",
    "10.0.0.0/ 8",
    "10.0.0.0 /8",
    " 10.0.0.0/8",
    "10.0.0.0/8 ",
    "10.0.0.0/255.0.0.0",
    "10.0.0/8",
    "010.0.0.0/8",
    "256.0.0.0/8",
    "2001:db8::/129",
    "2001:db8::/032",
    "2001:db8::g/32",
    "fe80::%eth0/64",
    "any",
    "10",
  ])("%j is malformed", (text) => {
    expect(refusal(text)).toBe(malformed(JSON.stringify(text), "write address/prefix-length"));
  });

  it.each([
    ["10.0.0.5", "for this one address write 10.0.0.5/32"],
    ["2001:db8::1", "for this one address write 2001:db8::1/128"],
  ])("%s lacks its prefix length", (text, fix) => {
    expect(refusal(text)).toBe(malformed(JSON.stringify(text), fix));
  });

  it.each([
    ["null", null],
    ["7", 7],
    ['["10.0.0.0/8"]', ["10.0.0.0/8"]],
    ["{}", {}],
  ])("%s, which only untyped callers can pass, is malformed", (got, value) => {
    expect(refusal(value as string)).toBe(malformed(got, "write address/prefix-length"));
  });

  it("shows the start of a long text", () => {
    expect(refusal("1".repeat(1000))).toBe(
      malformed(`"${"1".repeat(199)}… (1002 characters)`, "write address/prefix-length"),
    );
  });

  it.each([
    ["10.0.0.5/16", "write 10.0.0.0/16 for the network, or 10.0.0.5/32 for the one address"],
    ["0.0.0.1/0", "write 0.0.0.0/0 for the network, or 0.0.0.1/32 for the one address"],
    ["192.0.2.1/31", "write 192.0.2.0/31 for the network, or 192.0.2.1/32 for the one address"],
    ["255.255.255.255/1", "write 128.0.0.0/1 for the network, or 255.255.255.255/32 for the one address"],
    ["2001:db8::1/32", "write 2001:db8::/32 for the network, or 2001:db8::1/128 for the one address"],
    ["::1/0", "write ::/0 for the network, or ::1/128 for the one address"],
  ])("%s has host bits set", (text, fix) => {
    expect(refusal(text)).toBe(
      "CORDON_CIDR_HOST_BITS: the CIDR block does not start at its network address. " +
        `Got: ${JSON.stringify(text)}. Allowed: a block whose host bits are all zero. Fix: ${fix}.`,
    );
  });

  it.each([interpolation("aws_vpc.main.cidr_block"), `10.0.0.0/${interpolation("var.length")}`])(
    "%s is known only at deployment",
    (text) => {
      expect(refusal(text)).toBe(
        "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor " +
          `proven. Got: ${JSON.stringify(text)}. Allowed: a literal CIDR block. Fix: write the block, or use a prefix list.`,
      );
    },
  );
});

describe("bounds", () => {
  const bounds = (text: string) => {
    const result = parseCidr(text);
    if (!result.ok) return undefined;
    const cidr = result.value;
    return cidr.family === "ipv4" ? ipv4Bounds(cidr) : ipv6Bounds(cidr);
  };
  it.each([
    ["0.0.0.0/0", [0, 2 ** 32]],
    ["128.0.0.0/1", [2 ** 31, 2 ** 32]],
    ["192.0.2.0/24", [0xc000_0200, 0xc000_0300]],
    ["255.255.255.255/32", [2 ** 32 - 1, 2 ** 32]],
    ["::/0", [0n, 1n << 128n]],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", [(1n << 128n) - 1n, 1n << 128n]],
    ["2001:db8::/32", [0x2001_0db8n << 96n, 0x2001_0db9n << 96n]],
  ])("%s", (text, expected) => {
    expect(bounds(text)).toEqual(expected);
  });
});

describe("enclosingCidr", () => {
  it.each([
    ["203.0.113.77", 0, "0.0.0.0/0"],
    ["203.0.113.77", 1, "128.0.0.0/1"],
    ["203.0.113.77", 24, "203.0.113.0/24"],
    ["203.0.113.77", 31, "203.0.113.76/31"],
    ["203.0.113.77", 32, "203.0.113.77/32"],
    ["2001:db8:1:2::3", 0, "::/0"],
    ["2001:db8:1:2::3", 48, "2001:db8:1::/48"],
    ["2001:db8:1:2::3", 127, "2001:db8:1:2::2/127"],
    ["2001:db8:1:2::3", 128, "2001:db8:1:2::3/128"],
  ])("%s in a block of length %d", (text, prefixLength, cidr) => {
    expect(enclosingCidr(parseAddress(text) as Address, prefixLength).text).toBe(cidr);
  });
});
