import { describe, expect, it } from "vitest";
import { IntervalSet } from "../../../core/network/interval-set.js";
import { ICMP, ICMPV6, type Protocol, TCP, UDP } from "../../../core/network/protocol.js";
import { ALL_TRAFFIC, type TrafficSet, trafficOf, trafficRuns } from "../../../core/network/traffic.js";

const ESP = 50;
const runs = (traffic: TrafficSet) =>
  trafficRuns(traffic).map(({ protocol, fromPort, toPort }) => [protocol, fromPort, toPort]);
const union = (...sets: TrafficSet[]) =>
  sets.reduce((all, traffic) => all.union(traffic), IntervalSet.empty());

describe("trafficOf", () => {
  it.each<[string, Protocol, number, number, readonly (readonly [number, number])[]]>([
    ["one port", TCP, 443, 443, [[6 * 65536 + 443, 6 * 65536 + 444]]],
    ["a range with its last port", UDP, 8000, 8080, [[17 * 65536 + 8000, 17 * 65536 + 8081]]],
    ["every port", TCP, 0, 65535, [[6 * 65536, 7 * 65536]]],
    ["an ICMP type and code", ICMP, 3, 4, [[65536 + 3 * 256 + 4, 65536 + 3 * 256 + 5]]],
    ["every code of an ICMP type", ICMP, 8, -1, [[65536 + 8 * 256, 65536 + 9 * 256]]],
    ["every ICMP type", ICMPV6, -1, -1, [[58 * 65536, 59 * 65536]]],
    ["a protocol without ports, whatever the ports say", ESP, 443, 443, [[50 * 65536, 51 * 65536]]],
    ["every protocol, whatever the ports say", "all", 0, 0, [[0, 256 * 65536]]],
  ])("%s", (_, protocol, from, to, intervals) => {
    expect([...trafficOf(protocol, from, to).intervals()]).toEqual(intervals);
  });
});

describe("trafficOf refuses what would spill into the protocol next to it:", () => {
  it.each<[string, Protocol, number, number]>([
    ["EC2's every where it means none", TCP, -1, -1],
    ["a port too high", TCP, 0, 65536],
    ["reversed ports", UDP, 443, 80],
    ["half a port", UDP, 80.5, 81],
    ["no number", TCP, Number.NaN, 443],
    ["an ICMP type too high", ICMP, 256, 0],
    ["an ICMP code too high", ICMPV6, 255, 256],
    ["ports in the place of type and code", ICMP, 0, 65535],
    ["a type below every", ICMP, -2, 0],
    ["a code below every", ICMP, 8, -2],
    ["a protocol too high", 256, 0, 0],
    ["a protocol below 0", -1, 0, 0],
    ["half a protocol", 6.5, 0, 0],
  ])("%s", (_, protocol, from, to) => {
    expect(() => trafficOf(protocol, from, to)).toThrow(
      new RangeError(`no traffic: protocol ${protocol}, from ${from}, to ${to}`),
    );
  });
});

describe("trafficRuns", () => {
  it.each<[string, TrafficSet, unknown[]]>([
    ["nothing", IntervalSet.empty(), []],
    ["everything", ALL_TRAFFIC, [["all", null, null]]],
    ["one port", trafficOf(TCP, 443, 443), [["tcp", 443, 443]]],
    ["adjacent ports as one run", union(trafficOf(TCP, 80, 80), trafficOf(TCP, 81, 90)), [["tcp", 80, 90]]],
    [
      "every protocol in turn, never one run over two protocols",
      IntervalSet.of(6 * 65536 + 65535, 8 * 65536),
      [
        ["tcp", 65535, 65535],
        [7, null, null],
      ],
    ],
    [
      "ICMP once, though two types leave a gap",
      union(trafficOf(ICMP, 0, -1), trafficOf(ICMP, 8, 0)),
      [["icmp", null, null]],
    ],
    [
      "a protocol without ports between two with",
      union(trafficOf(UDP, 53, 53), trafficOf(ESP, 0, 0), trafficOf(TCP, 22, 22)),
      [
        ["tcp", 22, 22],
        ["udp", 53, 53],
        [ESP, null, null],
      ],
    ],
  ])("%s", (_, traffic, expected) => {
    const names = new Map<unknown, unknown>([
      [TCP, "tcp"],
      [UDP, "udp"],
      [ICMP, "icmp"],
    ]);
    expect(runs(traffic).map(([protocol, ...ports]) => [names.get(protocol) ?? protocol, ...ports])).toEqual(
      expected,
    );
  });

  it("names every protocol where all but one port is open", () => {
    const all = runs(ALL_TRAFFIC.difference(trafficOf(TCP, 22, 22)));
    expect(all).toHaveLength(257);
    expect(all.filter(([protocol]) => protocol === TCP)).toEqual([
      [TCP, 0, 21],
      [TCP, 23, 65535],
    ]);
  });
});
