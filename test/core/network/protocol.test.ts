import { describe, expect, it } from "vitest";
import { describeProblem } from "../../../core/errors.js";
import {
  formatProtocol,
  hasIcmpTypes,
  hasPorts,
  ICMP,
  ICMPV6,
  parseProtocol,
  TCP,
  UDP,
} from "../../../core/network/protocol.js";

const NAMES = "icmp, igmp, ipip, tcp, udp, gre, esp, ah, icmpv6, ospf, vrrp, l2tp, sctp";

/** What Terraform replaces at deployment. */
const INTERPOLATION = `\${var.protocol}`;

function refusal(protocol: unknown): string {
  const result = parseProtocol(protocol as string);
  return result.ok ? `accepted as ${result.value}` : result.problems.map(describeProblem).join("\n");
}

describe("parseProtocol", () => {
  // The numbers of the IANA registry "Assigned Internet Protocol Numbers".
  it.each([
    ["icmp", 1],
    ["igmp", 2],
    ["ipip", 4],
    ["tcp", 6],
    ["udp", 17],
    ["gre", 47],
    ["esp", 50],
    ["ah", 51],
    ["icmpv6", 58],
    ["ospf", 89],
    ["vrrp", 112],
    ["l2tp", 115],
    ["sctp", 132],
  ])("%s is %d, in any case, as a text or as a number", (name, number) => {
    for (const form of [name, name.toUpperCase(), String(number), number]) {
      expect(parseProtocol(form)).toEqual({ ok: true, value: number });
    }
  });

  it.each(["-1", -1, "all", "ALL"])("%j is every protocol", (form) => {
    expect(parseProtocol(form)).toEqual({ ok: true, value: "all" });
  });

  it.each([0, 255, "0", "255"])("%j is the first or the last number", (form) => {
    expect(parseProtocol(form)).toEqual({ ok: true, value: Number(form) });
  });

  it.each<[string | number, string]>([
    ["", '""'],
    ["foo", '"foo"'],
    ["tcp ", '"tcp "'],
    ["06", '"06"'],
    ["+6", '"+6"'],
    ["6.0", '"6.0"'],
    ["0x6", '"0x6"'],
    ["256", '"256"'],
    ["-2", '"-2"'],
    [256, "256"],
    [-2, "-2"],
    [6.5, "6.5"],
    [Number.NaN, "NaN"],
  ])("%j is not a protocol", (form, got) => {
    expect(refusal(form)).toBe(
      `CORDON_PROTOCOL_UNKNOWN: this is not a protocol. Got: ${got}. Allowed: ${NAMES}, or an IANA number from 0 ` +
        "to 255. Fix: write a name of the list or the protocol's number.",
    );
  });

  it.each([
    ["a list of one name", ["tcp"], '["tcp"]'],
    ["a list of one number", [-1], "[-1]"],
    ["an object", { toString: (): string => "all" }, "{}"],
    ["nothing", null, "null"],
  ])("%s, which only untyped callers can pass, is not a protocol", (_, value, got) => {
    expect(refusal(value)).toContain(
      `CORDON_PROTOCOL_UNKNOWN: this is not a protocol. Got: ${got}. Allowed: ${NAMES}`,
    );
  });

  it.each<[string | number, string]>([
    [INTERPOLATION, `"${INTERPOLATION}"`],
    [-8.1e298, "-8.1e+298"],
  ])("%j is known only at deployment", (token, got) => {
    expect(refusal(token)).toBe(
      "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor " +
        `proven. Got: ${got}. Allowed: a literal protocol. Fix: write its name or number.`,
    );
  });
});

describe("formatProtocol", () => {
  it.each<[number | "all", string]>([
    ["all", "all"],
    [TCP, "tcp"],
    [UDP, "udp"],
    [ICMP, "icmp"],
    [ICMPV6, "icmpv6"],
    [50, "50"],
    [0, "0"],
  ])("%s as %s, since EC2 knows only four names", (protocol, text) => {
    expect(formatProtocol(protocol)).toBe(text);
  });
});

describe("hasPorts and hasIcmpTypes", () => {
  it("hold for tcp and udp, and for icmp and icmpv6, and for no other protocol", () => {
    const numbers = Array.from({ length: 256 }, (_, number) => number);
    expect(numbers.filter(hasPorts)).toEqual([6, 17]);
    expect(numbers.filter(hasIcmpTypes)).toEqual([1, 58]);
    expect(hasPorts("all")).toBe(false);
    expect(hasIcmpTypes("all")).toBe(false);
  });
});
