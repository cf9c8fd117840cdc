import { formatProtocol } from "../../network/protocol.js";
import {
  ALL_TRAFFIC,
  type TrafficRun,
  type TrafficSet,
  trafficOf,
  trafficRuns,
} from "../../network/traffic.js";
import type { Certainty, Edge } from "../reachability.js";
import { type Family, IPV4, IPV6 } from "./family.js";
import type { PermittedByFamily, PermittedTraffic } from "./permitted-traffic.js";

/** The traffic part of an edge. */
export type EdgeRun = Pick<
  Edge,
  "protocol" | "fromPort" | "toPort" | "icmpTypes" | "family" | "certainty"
> & {
  readonly traffic: TrafficSet;
};

/**
 * The verdicts on a pair as edges write them: ports merged, "all" for everything, one run for both IP versions
 * where they agree. What is always allowed is not repeated as possible, unless "all" is possible: that says it shorter.
 */
export function edgeRuns(permitted: PermittedByFamily): EdgeRun[] {
  const ipv4 = carriedBy(IPV4, permitted.ipv4);
  const ipv6 = carriedBy(IPV6, permitted.ipv6);
  const runs = runsOf("always", ipv4.always, ipv6.always);
  for (const run of runsOf("possible", possibly(ipv4), possibly(ipv6))) runs.push(run);
  return runs;
}

/** Without what no host sends over the IP version; all that hosts do send is everything. */
function carriedBy<T extends number | bigint>(
  { carries }: Family<T>,
  { always, possible }: PermittedTraffic,
): PermittedTraffic {
  const carried = (traffic: TrafficSet): TrafficSet =>
    traffic.covers(carries) ? ALL_TRAFFIC : traffic.intersection(carries);
  return { always: carried(always), possible: carried(possible) };
}

function possibly({ always, possible }: PermittedTraffic): TrafficSet {
  const more = possible.difference(always);
  return !more.isEmpty && possible.covers(ALL_TRAFFIC) ? possible : more;
}

function runsOf(certainty: Certainty, ipv4: TrafficSet, ipv6: TrafficSet): EdgeRun[] {
  if (ipv6.isEmpty) return trafficRuns(ipv4).map((run) => edgeRun(run, "ipv4", certainty, ipv4));
  const runs: EdgeRun[] = [];
  const six = new Map(trafficRuns(ipv6).map((run) => [keyOf(run), run]));
  for (const run of trafficRuns(ipv4)) {
    const inBoth = six.delete(keyOf(run));
    runs.push(edgeRun(run, inBoth ? "both" : "ipv4", certainty, inBoth ? ipv4.union(ipv6) : ipv4));
  }
  for (const run of six.values()) runs.push(edgeRun(run, "ipv6", certainty, ipv6));
  return runs;
}

function edgeRun(run: TrafficRun, family: Edge["family"], certainty: Certainty, within: TrafficSet): EdgeRun {
  const { protocol, fromPort, toPort, icmpTypes } = run;
  const traffic = trafficOf(protocol, fromPort ?? -1, toPort ?? -1).intersection(within);
  const spelled = { protocol: formatProtocol(protocol), fromPort, toPort, family, certainty, traffic };
  return icmpTypes === undefined ? spelled : { ...spelled, icmpTypes };
}

function keyOf({ protocol, fromPort, toPort }: TrafficRun): string {
  return `${protocol} ${fromPort} ${toPort}`;
}
