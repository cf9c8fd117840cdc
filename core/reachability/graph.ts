import type { Certainty, Edge, Endpoint, Reachability } from "./reachability.js";

/** The edges as a graph over numbered endpoints. */
export interface ReachabilityGraph {
  readonly endpoints: readonly Endpoint[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Numbers of the endpoints that each one has an edge to, once each. */
  readonly successors: readonly (readonly number[])[];
  /** A chain may pass through this endpoint: segments and workloads, which can be taken over. */
  readonly passable: readonly boolean[];
}

/**
 * The graph of the edges.
 *
 * @param certainty "always": only edges that hold for every address; "possible": all edges
 */
export function graphOf(
  { endpoints, edges }: Pick<Reachability, "endpoints" | "edges">,
  certainty: Certainty = "possible",
): ReachabilityGraph {
  const indexOf = new Map(endpoints.map((endpoint, index) => [endpoint.id, index]));
  const successors = endpoints.map((): number[] => []);
  let last: Edge | undefined;
  for (const edge of edges) {
    if (certainty === "always" && edge.certainty !== "always") continue;
    // Edges of one pair stand together.
    if (last !== undefined && last.from === edge.from && last.to === edge.to) continue;
    last = edge;
    const from = indexOf.get(edge.from);
    const to = indexOf.get(edge.to);
    if (from !== undefined && to !== undefined && from !== to) successors[from]?.push(to);
  }
  const passable = endpoints.map(({ kind }) => kind === "segment" || kind === "workload");
  return { endpoints, indexOf, successors, passable };
}

/** A shortest-path tree from one endpoint. */
export interface PathTree {
  /** Endpoints in the order reached: nearest first, the source excluded. */
  readonly reached: readonly number[];
  /** Number of edges from the source; -1 where it is not reached. */
  readonly hops: Int32Array;
  /** The endpoint before on a shortest path. */
  readonly before: Int32Array;
}

/** Breadth-first search from an endpoint, in O(endpoints + edges). */
export function pathTree(graph: ReachabilityGraph, source: number): PathTree {
  const hops = new Int32Array(graph.successors.length).fill(-1);
  const before = new Int32Array(graph.successors.length).fill(-1);
  const queue = [source];
  hops[source] = 0;
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head] as number;
    if (at !== source && graph.passable[at] !== true) continue;
    for (const next of graph.successors[at] ?? []) {
      if (hops[next] !== -1) continue;
      hops[next] = (hops[at] as number) + 1;
      before[next] = at;
      queue.push(next);
    }
  }
  return { reached: queue.slice(1), hops, before };
}

/** The endpoints of a shortest chain from one to the other, both included; undefined where there is none. */
export function shortestPath(
  graph: ReachabilityGraph,
  from: string,
  to: string,
): readonly string[] | undefined {
  const source = graph.indexOf.get(from);
  const target = graph.indexOf.get(to);
  if (source === undefined || target === undefined) return undefined;
  const tree = pathTree(graph, source);
  if (source === target || (tree.hops[target] ?? -1) < 0) return undefined;
  return chain(graph, tree, target);
}

/** The endpoints from the source of the tree to the target. */
export function chain(graph: ReachabilityGraph, tree: PathTree, target: number): readonly string[] {
  const ids: string[] = [];
  for (let at = target; at >= 0; at = tree.before[at] ?? -1) ids.unshift(graph.endpoints[at]?.id ?? "");
  return ids;
}

/** Ids of every endpoint that the one reaches, nearest first. */
export function reachableFrom(graph: ReachabilityGraph, from: string): readonly string[] {
  const source = graph.indexOf.get(from);
  if (source === undefined) return [];
  return pathTree(graph, source).reached.map((index) => graph.endpoints[index]?.id ?? "");
}
