import { icmpTypeName } from "../network/icmp-names.js";
import { portlessText } from "../network/port-spelling.js";
import { type Protocol, parseProtocol, protocolName } from "../network/protocol.js";
import {
  ALL_TRAFFIC,
  type IcmpType,
  icmpTraffic,
  type TrafficSet,
  trafficOf,
  trafficRuns,
} from "../network/traffic.js";
import type { Edge } from "./reachability.js";

/** The kinds of packets of an edge. */
export function edgeTraffic(edge: Pick<Edge, "protocol" | "fromPort" | "toPort" | "icmpTypes">): TrafficSet {
  const protocol = parseProtocol(edge.protocol);
  if (!protocol.ok || protocol.value === "all") return ALL_TRAFFIC;
  if (edge.icmpTypes !== undefined) return icmpTraffic(protocol.value, edge.icmpTypes);
  return trafficOf(protocol.value, edge.fromPort ?? -1, edge.toPort ?? -1);
}

/** The traffic as people write it: "tcp/443", "tcp/1024-65535, udp/53", "all traffic", "nothing". */
export function describeTraffic(traffic: TrafficSet): string {
  const runs = trafficRuns(traffic);
  return runs.length === 0 ? "nothing" : runs.map(describeRun).join(", ");
}

/** One edge's packets as people write them: "tcp/443", "icmp", "all traffic". */
export function describeRun(run: {
  readonly protocol: string | number;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly icmpTypes?: readonly IcmpType[] | null;
}): string {
  const parsed = parseProtocol(run.protocol);
  const protocol = parsed.ok ? portlessText(parsed.value) : String(run.protocol);
  if (protocol === "all") return "all traffic";
  if (run.icmpTypes !== undefined && run.icmpTypes !== null && parsed.ok)
    return `${protocol} ${describeTypes(Number(parsed.value), run.icmpTypes)}`;
  if (run.fromPort === null) return inWords(protocol, parsed.ok ? parsed.value : undefined);
  if (run.fromPort === 0 && run.toPort === 65535) return `${protocol} on every port`;
  return run.fromPort === run.toPort
    ? `${protocol}/${run.fromPort}`
    : `${protocol}/${run.fromPort}-${run.toPort}`;
}

/** "ip/50 (esp)", where the number alone says little. */
function inWords(text: string, protocol: Protocol | undefined): string {
  const name = protocol === undefined ? undefined : protocolName(protocol);
  return name === undefined || name === text ? text : `${text} (${name})`;
}

/** "echo request", "destination unreachable code 4", "timestamp and 12 more types". */
function describeTypes(protocol: number, types: readonly IcmpType[]): string {
  const shown = types.slice(0, MOST_TYPES).map(({ type, code }) => {
    const name = icmpTypeName(protocol, type);
    return code === null ? name : `${name} code ${code}`;
  });
  const more = types.length - shown.length;
  return more === 0 ? shown.join(" and ") : `${shown.join(", ")} and ${more} more types`;
}

/** ICMP types that one text names. */
const MOST_TYPES = 4;
