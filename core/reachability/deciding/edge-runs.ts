import { formatProtocol } from "../../network/protocol.js";
import {
  ALL_TRAFFIC,
  type TrafficRun,
  type TrafficSet,
  trafficOf,
  trafficRuns,
} from "../../network/traffic.js";
import type { Certainty, Edge } from "../reachability.js";
import type { PermittedByFamily, PermittedTraffic } from "./permitted-traffic.js";

/** The traffic part of an edge. */
export type EdgeRun = Pick<Edge, "protocol" | "fromPort" | "toPort" | "family" | "certainty"> & {
  readonly traffic: TrafficSet;
};

/**
 * The verdicts on a pair as edges write them: ports merged, "all" for everything, one run for both IP versions
 * where they agree. What is always allowed is not repeated as possible, unless "all" is possible: that says it shorter.
 */
export function edgeRuns({ ipv4, ipv6 }: PermittedByFamily): EdgeRun[] {
  const runs = runsOf("always", ipv4.always, ipv6.always);
  for (const run of runsOf("possible", possibly(ipv4), possibly(ipv6))) runs.push(run);
  return runs;
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
  const { protocol, fromPort, toPort } = run;
  const traffic = trafficOf(protocol, fromPort ?? -1, toPort ?? -1).intersection(within);
  return { protocol: formatProtocol(protocol), fromPort, toPort, family, certainty, traffic };
}

function keyOf({ protocol, fromPort, toPort }: TrafficRun): string {
  return `${protocol} ${fromPort} ${toPort}`;
}
