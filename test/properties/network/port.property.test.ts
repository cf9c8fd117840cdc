import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Port } from "../../../core/network/port.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";

const number = fc.oneof(fc.constantFrom(0, 1, 22, 443, 1023, 1024, 65534, 65535), fc.nat(65535));
const orderedPair = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const icmpValue = fc.oneof(fc.constantFrom(0, 8, 255), fc.nat(255));
/** A port as its parts, so that no parser of ours has a hand in it. */
const parts = fc.oneof(
  orderedPair.map(([from, to]) => ({
    port: Port.tcpRange(from, to),
    texts: rangesOf(["tcp", "TCP", "6"], from, to),
  })),
  orderedPair.map(([from, to]) => ({
    port: Port.udpRange(from, to),
    texts: rangesOf(["udp", "Udp", "17"], from, to),
  })),
  fc.tuple(icmpValue, icmpValue).map(([type, code]) => ({
    port: Port.icmp(type, code),
    texts: [`icmp/${type}/${code}`, `1/${type}/${code}`],
  })),
  icmpValue.map((type) => ({ port: Port.icmp(type), texts: [`icmp/${type}`, `1/${type}`] })),
  fc.constant({ port: Port.icmp(), texts: ["icmp", "1", "ICMP"] }),
  fc
    .nat(255)
    .filter((protocol) => ![1, 6, 17, 58].includes(protocol))
    .map((protocol) => ({ port: Port.protocol(protocol), texts: [`${protocol}`] })),
  fc.constant({ port: Port.allTraffic(), texts: ["all", "-1", "ALL"] }),
);

function rangesOf(protocols: readonly string[], from: number, to: number): string[] {
  return protocols.flatMap((protocol) => [
    `${protocol}/${from}-${to}`,
    ...(from === to ? [`${protocol}/${from}`] : []),
  ]);
}

const readsWhatItWrites = (format: (port: Port) => string) =>
  fc.property(parts, ({ port }) => {
    const parsed = Port.parse(format(port));
    return (
      parsed.ok &&
      parsed.value.protocol === port.protocol &&
      parsed.value.from === port.from &&
      parsed.value.to === port.to &&
      parsed.value.traffic.equals(port.traffic)
    );
  });

describe("Port.parse and toString", () => {
  it("are each other's inverse", () => {
    fc.assert(readsWhatItWrites(String), runs(1000));
  });
  it("see one port in every spelling, and equal texts only for equal packets", () => {
    fc.assert(
      fc.property(parts, parts, ({ port, texts }, other) => {
        for (const text of texts) {
          const parsed = Port.parse(text);
          expect(parsed.ok && parsed.value.equals(port), text).toBe(true);
        }
        expect(port.equals(other.port)).toBe(port.traffic.equals(other.port.traffic));
      }),
    );
  });
  it("answer every text and every other value with a port or one problem, and never throw", () => {
    const nearly = fc
      .tuple(
        fc.constantFrom("tcp", "udp", "icmp", "icmpv6", "esp", "all", "-1", "6", "256", ""),
        fc.string({ unit: fc.constantFrom(..."/-0123456789 ,"), maxLength: 9 }),
      )
      .map(([protocol, rest]) => `${protocol}${rest}`);
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string(), fc.anything()), (value) => {
        const result = Port.parse(value as string);
        if (!result.ok) expect(result.problems).toHaveLength(1);
        else expect(Port.parse(result.value.toString())).toEqual(result);
      }),
      runs(1000),
    );
  });

  it.each<[string, (port: Port) => string]>([
    ["forgets the last port", (port) => String(port).replace(/-[0-9]+$/, "")],
    ["forgets the ICMP code", (port) => String(port).replace(/^(icmp\/[0-9]+)\/[0-9]+$/, "$1")],
    ["writes udp for tcp", (port) => String(port).replace("tcp", "udp")],
    [
      "writes the end behind the last port",
      (port) => String(port).replace(/[0-9]+$/, (to) => `${Number(to) + 1}`),
    ],
  ])("one that %s is refuted", (_, format) => {
    expectRefuted(readsWhatItWrites(format));
  });
});
