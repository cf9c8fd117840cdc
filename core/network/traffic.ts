import { IntervalSet } from "./interval-set.js";
import { hasIcmpTypes, hasPorts, type Protocol } from "./protocol.js";

/**
 * A set of kinds of packets: protocol and destination port, or protocol and ICMP type and code.
 *
 * One integer stands for one kind: `protocol * 65536 + port`, and `protocol * 65536 + type * 256 + code` for
 * ICMP; protocols without either use all of their 65536 values at once. "All traffic" is then one interval, and
 * union, intersection and difference over any mixture of protocols are those of {@link IntervalSet}.
 */
export type TrafficSet = IntervalSet<number>;

const KINDS_PER_PROTOCOL = 65536;
const CODES_PER_ICMP_TYPE = 256;
const PROTOCOLS = 256;

/** Every protocol, every port: `ip_protocol = "-1"`. */
export const ALL_TRAFFIC: TrafficSet = IntervalSet.of(0, PROTOCOLS * KINDS_PER_PROTOCOL);

/**
 * The traffic of one rule, as EC2 reads it.
 *
 * @param from first port, or ICMP type (-1 every type); ignored for protocols without ports, as EC2 ignores it
 * @param to last port (inclusive), or ICMP code (-1 every code)
 * @throws RangeError where EC2 takes no such rule. Whoever reads rules checks them first: as integers, ports out
 * of range would be traffic of the next protocol, and nobody would notice.
 */
export function trafficOf(protocol: Protocol, from: number, to: number): TrafficSet {
  if (protocol === "all") return ALL_TRAFFIC;
  if (!isRule(protocol, from, to)) {
    throw new RangeError(`no traffic: protocol ${protocol}, from ${from}, to ${to}`);
  }
  const first = protocol * KINDS_PER_PROTOCOL;
  if (hasPorts(protocol)) return IntervalSet.of(first + from, first + to + 1);
  if (hasIcmpTypes(protocol) && from !== -1) {
    const type = first + from * CODES_PER_ICMP_TYPE;
    return to === -1
      ? IntervalSet.of(type, type + CODES_PER_ICMP_TYPE)
      : IntervalSet.of(type + to, type + to + 1);
  }
  return IntervalSet.of(first, first + KINDS_PER_PROTOCOL);
}

function isRule(protocol: number, from: number, to: number): boolean {
  if (!isWholeWithin(protocol, 0, PROTOCOLS - 1)) return false;
  if (hasPorts(protocol)) {
    return isWholeWithin(from, 0, KINDS_PER_PROTOCOL - 1) && isWholeWithin(to, from, KINDS_PER_PROTOCOL - 1);
  }
  if (hasIcmpTypes(protocol) && from !== -1) {
    return isWholeWithin(from, 0, CODES_PER_ICMP_TYPE - 1) && isWholeWithin(to, -1, CODES_PER_ICMP_TYPE - 1);
  }
  return true;
}

function isWholeWithin(value: number, lowest: number, highest: number): boolean {
  return Number.isInteger(value) && lowest <= value && value <= highest;
}

/** One run of traffic of one protocol, or of all of them, with ports where the protocol has ports. */
export interface TrafficRun {
  readonly protocol: Protocol;
  /** First port, or null where the protocol has none. */
  readonly fromPort: number | null;
  /** Last port, inclusive, or null where the protocol has none. */
  readonly toPort: number | null;
  /** Of ICMP and ICMPv6: the types that the set holds; null: every one. @default - the protocol has no types */
  readonly icmpTypes?: readonly IcmpType[] | null;
}

/** A type of ICMP or ICMPv6, with one code or (null) every code. */
export interface IcmpType {
  readonly type: number;
  readonly code: number | null;
}

/**
 * The set as runs in ascending order of protocol and port; one run "all" where it holds everything.
 *
 * One run stands for whatever the set holds of ICMP, with its types and codes.
 */
export function trafficRuns(traffic: TrafficSet): TrafficRun[] {
  if (traffic.covers(ALL_TRAFFIC)) return [{ protocol: "all", fromPort: null, toPort: null }];
  const runs: TrafficRun[] = [];
  for (const [start, end] of traffic.intervals()) {
    for (let at = start; at < end; ) {
      const protocol = Math.floor(at / KINDS_PER_PROTOCOL);
      const first = protocol * KINDS_PER_PROTOCOL;
      const stop = Math.min(end, first + KINDS_PER_PROTOCOL);
      if (hasPorts(protocol)) runs.push({ protocol, fromPort: at - first, toPort: stop - first - 1 });
      else if (runs.at(-1)?.protocol !== protocol) {
        const types = hasIcmpTypes(protocol) ? { icmpTypes: icmpTypesOf(traffic, protocol) } : {};
        runs.push({ protocol, fromPort: null, toPort: null, ...types });
      }
      at = stop;
    }
  }
  return runs;
}

/** The ICMP types of a protocol that the set holds; null where it holds all of them. */
function icmpTypesOf(traffic: TrafficSet, protocol: number): readonly IcmpType[] | null {
  const first = protocol * KINDS_PER_PROTOCOL;
  const held = traffic.intersection(IntervalSet.of(first, first + KINDS_PER_PROTOCOL));
  const types: IcmpType[] = [];
  for (const [start, end] of held.intervals()) {
    if (end - start === KINDS_PER_PROTOCOL) return null;
    for (let at = start; at < end; ) {
      const [type, code] = [
        Math.floor((at - first) / CODES_PER_ICMP_TYPE),
        (at - first) % CODES_PER_ICMP_TYPE,
      ];
      const isWhole = code === 0 && end - at >= CODES_PER_ICMP_TYPE;
      types.push({ type, code: isWhole ? null : code });
      at += isWhole ? CODES_PER_ICMP_TYPE : 1;
    }
  }
  return types;
}

/** The packets of an ICMP protocol's types; of every type for null. */
export function icmpTraffic(protocol: number, types: readonly IcmpType[] | null): TrafficSet {
  if (types === null) return trafficOf(protocol, -1, -1);
  return IntervalSet.from(
    types.flatMap(({ type, code }) => trafficOf(protocol, type, code ?? -1).intervals()),
  );
}
