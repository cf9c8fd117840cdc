import { portlessText } from "../network/port-spelling.js";
import { parseProtocol } from "../network/protocol.js";
import { ALL_TRAFFIC, icmpTraffic, type TrafficSet, trafficOf, trafficRuns } from "../network/traffic.js";
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
}): string {
  const parsed = parseProtocol(run.protocol);
  const protocol = parsed.ok ? portlessText(parsed.value) : String(run.protocol);
  if (protocol === "all") return "all traffic";
  if (run.fromPort === null) return protocol;
  if (run.fromPort === 0 && run.toPort === 65535) return `${protocol} on every port`;
  return run.fromPort === run.toPort
    ? `${protocol}/${run.fromPort}`
    : `${protocol}/${run.fromPort}-${run.toPort}`;
}
