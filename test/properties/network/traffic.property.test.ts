import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IntervalSet } from "../../../core/network/interval-set.js";
import {
  formatProtocol,
  ICMP,
  ICMPV6,
  type Protocol,
  parseProtocol,
  TCP,
  UDP,
} from "../../../core/network/protocol.js";
import {
  ALL_TRAFFIC,
  type TrafficRun,
  type TrafficSet,
  trafficOf,
  trafficRuns,
} from "../../../core/network/traffic.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";

/** A rule as it stands in a security group; `from` and `to` are ports, or ICMP type and code. */
interface Rule {
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
}
/** What a packet shows to a rule: first and second are port and nothing, or ICMP type and code. */
interface Packet {
  readonly protocol: number;
  readonly first: number;
  readonly second: number;
}

/** The plain twin: what EC2's documentation says of one rule and one packet. */
function allows({ protocol, from, to }: Rule, packet: Packet): boolean {
  if (protocol === "all") return true;
  if (protocol !== packet.protocol) return false;
  if (protocol === TCP || protocol === UDP) return from <= packet.first && packet.first <= to;
  if (protocol === ICMP || protocol === ICMPV6) {
    return from === -1 || (from === packet.first && (to === -1 || to === packet.second));
  }
  return true;
}

/** The set that holds this packet and those that no rule can tell from it. */
function kindOf({ protocol, first, second }: Packet): TrafficSet {
  return protocol === TCP || protocol === UDP
    ? trafficOf(protocol, first, first)
    : trafficOf(protocol, first, second);
}

const edge = (most: number) =>
  fc.oneof(
    fc.constantFrom(0, 1, most - 1, most),
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: 0, max: most }),
  );
const withPorts = fc.constantFrom(TCP, UDP);
const withTypes = fc.constantFrom(ICMP, ICMPV6);
/** Among the others: the neighbours of the four, and the first and the last number. */
const others = fc.constantFrom(0, 2, 5, 7, 16, 18, 50, 57, 59, 255);
const orEvery = fc.oneof(fc.constant(-1), edge(255));

const rule: fc.Arbitrary<Rule> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(withPorts, edge(65535), edge(65535))
      .map(([protocol, a, b]) => ({ protocol, from: Math.min(a, b), to: Math.max(a, b) })),
  },
  { weight: 6, arbitrary: fc.record({ protocol: withTypes, from: orEvery, to: orEvery }) },
  { weight: 3, arbitrary: fc.record({ protocol: others, from: edge(65535), to: edge(65535) }) },
  { weight: 1, arbitrary: fc.constant<Rule>({ protocol: "all", from: 0, to: 0 }) },
);
const rules = fc.array(rule, { maxLength: 5 });
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({ protocol: withPorts, first: edge(65535), second: fc.constant(0) }),
  fc.record({ protocol: withTypes, first: edge(255), second: edge(255) }),
  fc.record({ protocol: others, first: fc.constant(-1), second: fc.constant(-1) }),
);
const packets = fc.array(packet, { minLength: 8, maxLength: 8 });

type TrafficOf = (rule: Rule) => TrafficSet;
const product: TrafficOf = ({ protocol, from, to }) => trafficOf(protocol, from, to);
const union = (given: readonly Rule[], of: TrafficOf): TrafficSet =>
  given.reduce<TrafficSet>((all, one) => all.union(of(one)), IntervalSet.empty());

const agreesWithPredicate = (of: TrafficOf) =>
  fc.property(rules, rules, packets, (left, right, shown) => {
    const [a, b] = [union(left, of), union(right, of)];
    return (
      ALL_TRAFFIC.covers(a) &&
      shown.every((one) => {
        const [inA, inB] = [left, right].map((given) => given.some((each) => allows(each, one)));
        const holds = (set: TrafficSet, expected: boolean | undefined): boolean =>
          set.covers(kindOf(one)) === expected && set.intersects(kindOf(one)) === expected;
        return (
          holds(a, inA) &&
          holds(a.union(b), inA || inB) &&
          holds(a.intersection(b), inA && inB) &&
          holds(a.difference(b), inA && !inB)
        );
      })
    );
  });

describe("trafficOf", () => {
  it("agrees with a predicate over rule and packet", () => {
    fc.assert(agreesWithPredicate(product), runs(1000));
  });

  it.each<[string, TrafficOf]>([
    [
      "leaves the last port out",
      ({ protocol, from, to }) =>
        protocol === TCP ? trafficOf(TCP, from, Math.max(to - 1, from)) : trafficOf(protocol, from, to),
    ],
    [
      "takes one port more",
      ({ protocol, from, to }) =>
        protocol === TCP ? trafficOf(TCP, from, Math.min(to + 1, 65535)) : trafficOf(protocol, from, to),
    ],
    [
      "reads ports as Terraform's tcp 0 to 0 is often meant: all of them",
      ({ protocol, from, to }) =>
        protocol === TCP && to === 0 ? trafficOf(TCP, 0, 65535) : trafficOf(protocol, from, to),
    ],
    [
      "reads ICMP type and code as a range of ports",
      ({ protocol, from, to }) =>
        protocol === ICMP && from >= 0
          ? IntervalSet.of(65536 + from, 65536 + Math.max(from, to) + 1)
          : trafficOf(protocol, from, to),
    ],
    [
      "reads every code as code 0",
      ({ protocol, from, to }) => trafficOf(protocol, from, protocol === ICMP && to === -1 ? 0 : to),
    ],
    [
      "takes the ports of a protocol without ports seriously",
      ({ protocol, from, to }) =>
        protocol === 50
          ? IntervalSet.of(50 * 65536 + Math.min(from, to), 50 * 65536 + Math.max(from, to) + 1)
          : trafficOf(protocol, from, to),
    ],
    [
      "counts ICMPv6 as ICMP",
      ({ protocol, from, to }) => trafficOf(protocol === ICMPV6 ? ICMP : protocol, from, to),
    ],
    [
      "takes every protocol for tcp, udp and icmp",
      ({ protocol, from, to }) =>
        protocol === "all"
          ? [TCP, UDP, ICMP].reduce(
              (all, one) => all.union(trafficOf(one, one === ICMP ? -1 : 0, 65535)),
              IntervalSet.empty<number>(),
            )
          : trafficOf(protocol, from, to),
    ],
  ])("the predicate refutes one that %s", (_, mutant) => {
    expectRefuted(agreesWithPredicate(mutant));
  });
});

type TrafficRuns = (traffic: TrafficSet) => readonly TrafficRun[];

const asRule = ({ protocol, fromPort, toPort }: TrafficRun): Rule => ({
  protocol,
  from: fromPort ?? -1,
  to: toPort ?? -1,
});

/** Runs lose the types of ICMP and nothing else; they ascend, and none could be joined to the one before. */
const writesTheSet = (runsOf: TrafficRuns) =>
  fc.property(rules, rules, (added, removed) => {
    const set = union(added, product).difference(union(removed, product));
    const runs = runsOf(set);
    const everyIcmp = [ICMP, ICMPV6].map((protocol) => trafficOf(protocol, -1, -1));
    const widened = everyIcmp.reduce(
      (wide, every) => (set.intersects(every) ? wide.union(every) : wide),
      set,
    );
    const wellFormed = runs.every(({ protocol, fromPort, toPort }, index) => {
      const before = runs[index - 1];
      const ported = protocol === TCP || protocol === UDP;
      return (
        (fromPort !== null) === ported &&
        (toPort !== null) === ported &&
        (before === undefined ||
          Number(before.protocol) < Number(protocol) ||
          (before.protocol === protocol && (before.toPort ?? 65535) + 1 < (fromPort ?? 0)))
      );
    });
    // Only well-formed runs are rules that trafficOf takes.
    return wellFormed && union(runs.map(asRule), product).equals(widened);
  });

describe("trafficRuns", () => {
  it("writes the set", () => {
    fc.assert(writesTheSet(trafficRuns), runs(1000));
  });

  it.each<[string, TrafficRuns]>([
    [
      "writes the last port as the end",
      (set) =>
        trafficRuns(set).map((run) => ({
          ...run,
          toPort: run.toPort === null ? null : Math.min(run.toPort + 1, 65535),
        })),
    ],
    [
      "writes each interval as one run",
      (set) =>
        [...set.intervals()].map(([start, end]) => ({
          protocol: Math.floor(start / 65536),
          fromPort: start % 65536,
          toPort: (end - 1) % 65536,
        })),
    ],
    [
      "leaves protocols without ports out",
      (set) => trafficRuns(set).filter(({ fromPort, protocol }) => fromPort !== null || protocol === "all"),
    ],
    [
      "writes an ICMP run for every interval",
      (set) => trafficRuns(set).flatMap((run) => (run.protocol === ICMP ? [run, run] : [run])),
    ],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(writesTheSet(mutant));
  });
});

describe("parseProtocol", () => {
  it("reads what formatProtocol writes, for every protocol", () => {
    const every: Protocol[] = ["all", ...Array.from({ length: 256 }, (_, number) => number)];
    for (const protocol of every) {
      expect(parseProtocol(formatProtocol(protocol))).toEqual({ ok: true, value: protocol });
    }
  });
  it("answers every text and number with a protocol or one problem, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.integer({ min: -300, max: 300 })), (value) => {
        const result = parseProtocol(value);
        if (!result.ok) expect(result.problems).toHaveLength(1);
        else expect(parseProtocol(formatProtocol(result.value))).toEqual(result);
      }),
    );
  });
});
