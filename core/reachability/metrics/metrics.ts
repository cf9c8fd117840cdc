import type { CheckedNetwork } from "../checked-network.js";
import { INTERNET } from "../reachability.js";
import { countReachable } from "./closure.js";
import { type HostGraph, hostGraph, OPEN_PIVOT } from "./host-graph.js";
import {
  flatLateralMovement,
  type LateralMovement,
  lateralMovement,
  PIVOT_HOPS,
} from "./lateral-movement.js";
import { PIVOT_FACTORS } from "./service.js";

/** The numbers of a network, none of them alone. Densities and scores lie between 0 and 1; less is better. */
export interface Metrics {
  /** What {@link baselineValues} measure. */
  readonly baseline: string;
  readonly baselineValues: MetricValues;
  /** Fraction of ordered pairs of hosts with an edge (Dube, arXiv 2602.10125; segmentedness is 1 minus it). */
  readonly directDensity: number;
  /** Fraction of ordered pairs of hosts with a chain of edges. */
  readonly reachableDensity: number;
  /** LMS_K: see {@link lateralMovement}. */
  readonly lateralMovement: number;
  readonly blastRadius: BlastRadius;
  readonly hosts: number;
  readonly pivotHops: number;
  readonly pivotFactors: typeof PIVOT_FACTORS;
  readonly sample: LateralMovement["sample"];
}

/** The numbers that a baseline and a network have in common. */
export interface MetricValues {
  readonly directDensity: number;
  readonly reachableDensity: number;
  readonly lateralMovement: number;
  readonly meanBlastRadius: number;
}

/** How far an attacker comes, over any number of hops. */
export interface BlastRadius {
  /** Mean fraction of the other hosts. */
  readonly mean: number;
  /** The named footholds, or else the internet and the widest hosts. */
  readonly footholds: readonly Foothold[];
}

/** What an attacker reaches from one place. */
export interface Foothold {
  readonly from: string;
  readonly hosts: number;
  /** Fraction of the hosts that he does not stand on. */
  readonly share: number;
  /** The crown jewels among them. */
  readonly crownJewels: readonly string[];
}

/** Footholds that are listed where none are named: the widest ones. */
const LISTED_FOOTHOLDS = 10;

/** What the caller wants to see, and against what. */
export interface MetricOptions {
  /** Ids of endpoints. @default - the internet and the ten widest hosts */
  readonly footholds?: readonly string[];
  /** Ids of endpoints. @default - none */
  readonly crownJewels?: readonly string[];
  /** Another network as baseline. @default - the same hosts in flat VPCs */
  readonly baseline?: { readonly name: string; readonly values: MetricValues };
}

/** The numbers of a network. */
export function measure(network: CheckedNetwork, options: MetricOptions = {}): Metrics {
  const graph = hostGraph(network);
  const reachable = countReachable(graph);
  const size = graph.hosts.length;
  const pairs = size * (size - 1);
  const movement = lateralMovement(graph);
  const reachableDensity = fraction(sum(reachable), pairs);
  const { name, values } = options.baseline ?? flatBaseline(graph);
  return {
    baseline: name,
    baselineValues: values,
    directDensity: fraction(graph.targets.length, pairs),
    reachableDensity,
    lateralMovement: movement.score,
    blastRadius: {
      mean: reachableDensity,
      footholds: footholds(network, graph, reachable, options),
    },
    hosts: size,
    pivotHops: PIVOT_HOPS,
    pivotFactors: PIVOT_FACTORS,
    sample: movement.sample,
  };
}

/** The numbers that a later network can be compared with. */
export function valuesOf({
  directDensity,
  reachableDensity,
  lateralMovement,
  blastRadius,
}: Metrics): MetricValues {
  return { directDensity, reachableDensity, lateralMovement, meanBlastRadius: blastRadius.mean };
}

/** The same hosts where every VPC is flat: all its hosts may talk to each other on every port. */
function flatBaseline({ hosts }: HostGraph): { readonly name: string; readonly values: MetricValues } {
  const sizes = new Map<string, number>();
  for (const { vpc } of hosts) sizes.set(vpc, (sizes.get(vpc) ?? 0) + 1);
  const pairs = hosts.length * (hosts.length - 1);
  let joined = 0;
  let movement = 0;
  for (const size of sizes.values()) {
    joined += size * (size - 1);
    movement += size * (size - 1) * flatLateralMovement(size, OPEN_PIVOT);
  }
  const density = fraction(joined, pairs);
  return {
    name: "flat VPC: every host may talk to every other host of its VPC on every port",
    values: {
      directDensity: density,
      reachableDensity: density,
      lateralMovement: fraction(movement, pairs),
      meanBlastRadius: density,
    },
  };
}

function footholds(
  network: CheckedNetwork,
  graph: HostGraph,
  reachable: Uint32Array,
  options: MetricOptions,
): Foothold[] {
  const widest = [...reachable.keys()]
    .sort((a, b) => (reachable[b] as number) - (reachable[a] as number))
    .slice(0, LISTED_FOOTHOLDS)
    .flatMap((host) => graph.hosts[host]?.id ?? []);
  const jewels = new Set(options.crownJewels ?? []);
  return (options.footholds ?? [INTERNET, ...widest]).map((from) => {
    const starts = startsOf(network, graph, from);
    const reached = reachedFrom(graph, starts);
    const own = graph.index.has(from) ? 1 : 0;
    return {
      from,
      hosts: reached.length,
      share: fraction(reached.length, graph.hosts.length - own),
      crownJewels: reached.flatMap((host) => {
        const id = graph.hosts[host]?.id ?? "";
        return isJewel(network, id, jewels) ? [id] : [];
      }),
    };
  });
}

/** A host counts as a crown jewel where it is named itself or carries a group that is. */
function isJewel(network: CheckedNetwork, host: string, jewels: ReadonlySet<string>): boolean {
  return (
    jewels.has(host) || network.model.workloads.get(host)?.groups.some((group) => jewels.has(group)) === true
  );
}

/** The hosts where an attacker begins: the host itself, the members of a segment, or what an outside end talks to. */
function startsOf(
  network: CheckedNetwork,
  graph: HostGraph,
  from: string,
): { readonly on: readonly number[]; readonly next: readonly number[] } {
  const own = graph.index.get(from);
  if (own !== undefined) return { on: [own], next: [] };
  const members = [...network.model.workloads.values()].flatMap(({ id, groups }) =>
    groups.includes(from) ? (graph.index.get(id) ?? []) : [],
  );
  const next = network.reachability.edges.flatMap((edge) =>
    edge.from === from ? (graph.index.get(edge.to) ?? []) : [],
  );
  return { on: members, next: members.length > 0 ? [] : next };
}

function reachedFrom(
  graph: HostGraph,
  starts: { readonly on: readonly number[]; readonly next: readonly number[] },
): number[] {
  const seen = new Set([...starts.on, ...starts.next]);
  const queue = [...seen];
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head] as number;
    for (let edge = graph.offsets[at] as number; edge < (graph.offsets[at + 1] as number); edge += 1) {
      const target = graph.targets[edge] as number;
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  const on = new Set(starts.on);
  return queue.filter((host) => !on.has(host)).sort((a, b) => a - b);
}

function fraction(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
