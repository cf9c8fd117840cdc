import { edgeTraffic } from "./edge-traffic.js";
import { chain, graphOf, pathTree } from "./graph.js";
import { SENSITIVE_SERVICES } from "./metrics/service.js";
import type { NetworkModel } from "./model.js";
import { type Certainty, type Edge, INTERNET, type Reachability } from "./reachability.js";

/** A chain of conversations from the internet to a host that takes a data port. */
export interface DataChain {
  /** Ids of the endpoints, the internet first, the host with the data last. */
  readonly ends: readonly string[];
  /** The conversations of each hop. */
  readonly hops: readonly (readonly Edge[])[];
}

/** Services that hold data. */
const DATA = SENSITIVE_SERVICES.filter(({ kind }) => kind !== "administration");

/**
 * A shortest chain from the internet to each host that takes a data port from another one: one for all with the same groups.
 * What the internet reaches itself is no chain.
 *
 * @param certainty "always": only over edges that hold for every address; "possible": over all
 */
export function dataChains(
  { endpoints, edges }: Pick<Reachability, "endpoints" | "edges">,
  model: NetworkModel,
  certainty: Certainty,
): DataChain[] {
  const graph = graphOf({ endpoints, edges }, certainty);
  const source = graph.indexOf.get(INTERNET);
  if (source === undefined) return [];
  const tree = pathTree(graph, source);
  const carried = new Set([...model.workloads.values()].flatMap(({ groups }) => groups));
  const best = new Map<string, { readonly from: number; readonly to: string }>();
  const counts = ({ certainty: own }: Edge): boolean => certainty === "possible" || own === "always";
  for (const edge of edges) {
    const [from, to] = [graph.indexOf.get(edge.from), graph.indexOf.get(edge.to)];
    if (!counts(edge) || from === undefined || to === undefined) continue;
    if (graph.passable[from] !== true || graph.passable[to] !== true) continue;
    const hops = tree.hops[from] ?? -1;
    // A group that workloads carry is judged by them.
    if (hops < 1 || tree.hops[to] === 1 || carried.has(edge.to) || !isForData(edge)) continue;
    const key = model.workloads.get(edge.to)?.groups.join() ?? edge.to;
    const known = best.get(key);
    if (known === undefined || hops < (tree.hops[known.from] ?? 0)) best.set(key, { from, to: edge.to });
  }
  const ends = [...best.values()].map(({ from, to }) => [...chain(graph, tree, from), to]);
  const byPair = new Map<string, Edge[]>();
  for (const ids of ends) for (const [at, to] of ids.slice(1).entries()) byPair.set(`${ids[at]}\n${to}`, []);
  for (const edge of edges) if (counts(edge)) byPair.get(`${edge.from}\n${edge.to}`)?.push(edge);
  return ends.map((ids) => ({
    ends: ids,
    hops: ids.slice(1).map((to, at) => byPair.get(`${ids[at]}\n${to}`) ?? []),
  }));
}

function isForData(edge: Edge): boolean {
  const traffic = edgeTraffic(edge);
  return DATA.some((service) => service.traffic.intersects(traffic));
}
