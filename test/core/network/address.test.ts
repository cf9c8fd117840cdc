import { describe, expect, it } from "vitest";
import {
  formatIpv4,
  formatIpv6,
  parseAddress,
  parseIpv4,
  parseIpv6,
  unmapIpv4,
} from "../../../core/network/address.js";

const DOCUMENTATION = 0x2001_0db8n << 96n;

describe("parseIpv4 and formatIpv4", () => {
  it.each([
    ["0.0.0.0", 0],
    ["0.0.0.1", 1],
    ["127.255.255.255", 0x7fff_ffff],
    ["128.0.0.0", 0x8000_0000],
    ["192.0.2.1", 0xc000_0201],
    ["255.255.255.255", 0xffff_ffff],
  ])("%s", (text, value) => {
    expect(parseIpv4(text)).toBe(value);
    expect(formatIpv4(value)).toBe(text);
  });

  it.each([
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.",
    ".1.2.3",
    "1..2.3",
    "256.0.0.0",
    "1.2.3.999",
    "010.0.0.1",
    "1.2.3.00",
    "0x7f.0.0.1",
    "1e1.0.0.1",
    "+1.2.3.4",
    "-1.2.3.4",
    " 1.2.3.4",
    "1.2.3.4 ",
    "1.2.3.4\n",
    "1.2.3.4/32",
    "１.2.3.4",
    "2130706433",
    "::1",
  ])("%j is not an IPv4 address", (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  });
});

describe("parseIpv6", () => {
  // RFC 4291, section 2.2, the examples of all three forms.
  it.each([
    ["ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", 0xabcdef0123456789abcdef0123456789n],
    ["2001:DB8:0:0:8:800:200C:417A", DOCUMENTATION + 0x0008_0800_200c_417an],
    ["2001:DB8::8:800:200C:417A", DOCUMENTATION + 0x0008_0800_200c_417an],
    ["FF01:0:0:0:0:0:0:101", (0xff01n << 112n) + 0x101n],
    ["FF01::101", (0xff01n << 112n) + 0x101n],
    ["0:0:0:0:0:0:0:1", 1n],
    ["::1", 1n],
    ["0:0:0:0:0:0:0:0", 0n],
    ["::", 0n],
    ["0:0:0:0:0:0:13.1.68.3", 0x0d01_4403n],
    ["::13.1.68.3", 0x0d01_4403n],
    ["0:0:0:0:0:FFFF:129.144.52.38", 0xffff_8190_3426n],
    ["::FFFF:129.144.52.38", 0xffff_8190_3426n],
    ["0000:0000:0000:0000:0000:FFFF:129.144.152.138", 0xffff_8190_988an],
    ["1:2:3:4:5:6:7::", 0x0001_0002_0003_0004_0005_0006_0007_0000n],
    ["::2:3:4:5:6:7:8", 0x0002_0003_0004_0005_0006_0007_0008n],
    ["2001:db8::", DOCUMENTATION],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", (1n << 128n) - 1n],
  ])("%s", (text, value) => {
    expect(parseIpv6(text)).toBe(value);
  });

  it.each([
    "",
    ":",
    ":::",
    "1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:",
    ":1:2:3:4:5:6:7",
    "1::2::3",
    "1:2:3:4::5:6:7:8",
    "::1:2:3:4:5:6:7:8",
    "12345::",
    "g::",
    "1.2.3.4",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3.256",
    "::01.2.3.4",
    "fe80::1%eth0",
    "[::1]",
    "::1/128",
    " ::1",
    "::1\n",
    "0000:0000:0000:0000:0000:ffff:255.255.255.2555",
    "::".repeat(100_000),
  ])("%j is not an IPv6 address", (text) => {
    expect(parseIpv6(text)).toBeUndefined();
  });
});

describe("formatIpv6", () => {
  // RFC 5952, the examples of sections 1, 2 and 4, each written in another form and in the canonical one.
  it.each([
    ["4.1 leading zeros", "2001:0db8::0001", "2001:db8::1"],
    ["4.1 the group 0000", "2001:db8:0000:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["4.2.1 as short as possible", "2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["4.2.1 the whole run", "2001:db8::0:1", "2001:db8::1"],
    ["4.2.2 one zero group stays", "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["4.2.3 the longest run", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["4.2.3 the first of two", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["4.3 lower case", "2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAAA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa"],
    ["a run at the start", "0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"],
    ["a run at the end", "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"],
    ["all zero", "0:0:0:0:0:0:0:0", "::"],
    ["the loopback", "0:0:0:0:0:0:0:1", "::1"],
    ["5 an IPv4-mapped address", "0:0:0:0:0:FFFF:C000:0201", "::ffff:192.0.2.1"],
    ["5 the first IPv4-mapped address", "::ffff:0:0", "::ffff:0.0.0.0"],
    ["5 the last IPv4-mapped address", "::ffff:ffff:ffff", "::ffff:255.255.255.255"],
    ["5 the address before them", "::fffe:ffff:ffff", "::fffe:ffff:ffff"],
    ["5 the address after them", "0:0:0:0:1:0:0:0", "::1:0:0:0"],
    ["no zero at all", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ])("%s", (_, text, canonical) => {
    expect(formatIpv6(parseIpv6(text) ?? -1n)).toBe(canonical);
  });
});

describe("parseAddress", () => {
  it.each([
    ["192.0.2.1", { family: "ipv4", value: 0xc000_0201 }],
    ["2001:db8::1", { family: "ipv6", value: DOCUMENTATION + 1n }],
    ["::ffff:192.0.2.1", { family: "ipv6", value: 0xffff_c000_0201n }],
    ["", undefined],
    ["192.0.2", undefined],
    ["192.0.2.1:443", undefined],
    ["localhost", undefined],
  ])("%j", (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });
});

describe("unmapIpv4", () => {
  const unmapped = (text: string) => unmapIpv4(parseAddress(text) ?? { family: "ipv4", value: 0 });
  it.each([
    ["::ffff:0.0.0.0", { family: "ipv4", value: 0 }],
    ["::ffff:192.0.2.1", { family: "ipv4", value: 0xc000_0201 }],
    ["::ffff:c000:201", { family: "ipv4", value: 0xc000_0201 }],
    ["::ffff:255.255.255.255", { family: "ipv4", value: 0xffff_ffff }],
  ])("gives the IPv4 address inside %s", (text, address) => {
    expect(unmapped(text)).toEqual(address);
  });
  it.each([
    ["an IPv4 address", "192.0.2.1"],
    ["the last address before the mapped ones", "::fffe:ffff:ffff"],
    ["the first address after them", "::1:0:0:0"],
    ["an IPv4-compatible address (deprecated)", "::192.0.2.1"],
    ["an address whose group ffff stands elsewhere", "2001:db8::ffff:192.0.2.1"],
    ["a NAT64 address", "64:ff9b::192.0.2.1"],
  ])("leaves %s alone", (_, text) => {
    expect(unmapped(text)).toEqual(parseAddress(text));
  });
});
