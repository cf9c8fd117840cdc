import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatIpv4,
  formatIpv6,
  parseAddress,
  parseIpv4,
  parseIpv6,
  unmapIpv4,
} from "../../../core/network/address.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";

const ipv4Value = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Eight groups, half of them zero: the runs of zeros are what the text forms differ in. */
const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
  minLength: 8,
  maxLength: 8,
});
const joinGroups = (parts: readonly number[]): bigint =>
  parts.reduce((value, group) => value * 65536n + BigInt(group), 0n);
const mappedValue = ipv4Value.map((value) => (0xffffn << 32n) + BigInt(value));
const ipv6Value = fc.oneof(
  groups.map(joinGroups),
  mappedValue,
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
);

describe("IPv4", () => {
  it("is the same after a round trip", () => {
    fc.assert(fc.property(ipv4Value, (value) => parseIpv4(formatIpv4(value)) === value));
  });
});

/** The text of a URL's IPv6 host, which WHATWG serializes by RFC 5952, section 4, in code that is not ours. */
const urlHost = (text: string): string => new URL(`http://[${text}]/`).hostname.slice(1, -1);
const isMapped = (value: bigint): boolean => value >> 32n === 0xffffn;

const isCanonical = (format: (value: bigint) => string) =>
  fc.property(ipv6Value, (value) => {
    const text = format(value);
    return isMapped(value) || (parseIpv6(text) === value && text === urlHost(text));
  });

describe("IPv6", () => {
  it("is the same after a round trip", () => {
    fc.assert(fc.property(ipv6Value, (value) => parseIpv6(formatIpv6(value)) === value));
  });

  it("is written as a URL writes it, IPv4-mapped addresses apart", () => {
    fc.assert(isCanonical(formatIpv6), runs(1000));
  });

  it("shows the IPv4 address exactly where it is IPv4-mapped (RFC 5952, section 5)", () => {
    fc.assert(
      fc.property(ipv6Value, (value) => {
        const low = formatIpv4(Number(value & 0xffff_ffffn));
        expect(formatIpv6(value).includes(".")).toBe(isMapped(value));
        expect(formatIpv6(value) === `::ffff:${low}`).toBe(isMapped(value));
      }),
    );
  });

  it.each<[string, (value: bigint) => string]>([
    ["writes capital letters", (value) => formatIpv6(value).toUpperCase()],
    [
      "compresses nothing",
      (value) =>
        value
          .toString(16)
          .padStart(32, "0")
          .replace(/(.{4})(?!$)/g, "$1:"),
    ],
    ["compresses a single zero group", (value) => formatIpv6(value).replace(/:0:(?!.*::)/, "::")],
    [
      "compresses the first run of zeros, though a later one is longer",
      (value) =>
        value
          .toString(16)
          .padStart(32, "0")
          .replace(/(.{4})(?!$)/g, "$1:")
          .replace(/\b0{1,3}(?=[0-9a-f])/g, "")
          .replace(/(?:^|:)0(?::0)+(?:$|:)/, "::"),
    ],
  ])("a format that %s is refuted", (_, format) => {
    expectRefuted(isCanonical(format));
  });

  /** Any spelling of RFC 4291, section 2.2: zeros kept or not, "::" for any run of zeros, a dotted end, any case. */
  const spelling = fc
    .record({
      parts: groups,
      widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
      dotted: fc.boolean(),
      upper: fc.boolean(),
      run: fc.tuple(fc.nat(7), fc.nat(8)),
    })
    .map(({ parts, widths, dotted, upper, run: [start, length] }) => {
      const texts = parts.map((group, index) => group.toString(16).padStart(widths[index] ?? 1, "0"));
      const low = (parts[6] ?? 0) * 65536 + (parts[7] ?? 0);
      const tail = dotted ? [formatIpv4(low)] : texts.slice(6);
      const head = texts.slice(0, 6);
      const end = Math.min(start + length, dotted ? 6 : 8);
      const compressible = end > start && parts.slice(start, end).every((group) => group === 0);
      const all = [...head, ...tail];
      const text = compressible
        ? `${all.slice(0, start).join(":")}::${all.slice(end).join(":")}`
        : all.join(":");
      return { text: upper ? text.toUpperCase() : text, value: joinGroups(parts) };
    });

  it("is read in every spelling", () => {
    fc.assert(
      fc.property(spelling, ({ text, value }) => {
        expect(parseIpv6(text)).toBe(value);
      }),
      runs(1000),
    );
  });
});

describe("parseAddress agrees with node:net", () => {
  const octet = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(String),
    fc.constantFrom("", "00", "08", "1e1", "0x1", "+1", "-0", " 1", "１", "255"),
  );
  const dotted = fc.array(octet, { minLength: 3, maxLength: 5 }).map((parts) => parts.join("."));
  const group = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    { weight: 6, arbitrary: fc.constantFrom("0", "1", "ab", "FFFF", "0001", "00001", "g", "+1") },
    { weight: 1, arbitrary: dotted },
  );
  const text = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."0129.:afF%/ "), maxLength: 20 }),
    dotted,
    fc.array(group, { maxLength: 9 }).map((parts) => parts.join(":")),
  );

  it("on what is an address of which family", () => {
    fc.assert(
      fc.property(text, (candidate) => {
        // A zone is no part of an address that a rule or a log can compare, so we refuse what Node takes.
        const expected = candidate.includes("%")
          ? undefined
          : isIPv4(candidate)
            ? "ipv4"
            : isIPv6(candidate)
              ? "ipv6"
              : undefined;
        expect(parseAddress(candidate)?.family).toBe(expected);
      }),
      runs(5000),
    );
  });

  it("but for zones, which Node takes and we refuse", () => {
    expect(isIPv6("fe80::1%eth0")).toBe(true);
    expect(parseAddress("fe80::1%eth0")).toBeUndefined();
  });
});

describe("unmapIpv4", () => {
  it("gives back the IPv4 address that was mapped", () => {
    fc.assert(
      fc.property(ipv4Value, (value) => {
        expect(unmapIpv4({ family: "ipv6", value: (0xffffn << 32n) + BigInt(value) })).toEqual({
          family: "ipv4",
          value,
        });
      }),
    );
  });
  it("changes no other address", () => {
    fc.assert(
      fc.property(ipv6Value, (value) => {
        fc.pre(!isMapped(value));
        expect(unmapIpv4({ family: "ipv6", value })).toEqual({ family: "ipv6", value });
      }),
    );
  });
});
