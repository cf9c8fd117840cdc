import { chain, pathTree, type ReachabilityGraph } from "../graph.js";
import type { Path, Reachability } from "../reachability.js";

/** Paths listed at most, and edges looked at to find them: all pairs of 10 000 groups would be 10^8. */
export const MOST_PATHS = 100_000;
const MOST_STEPS = 40_000_000;

/**
 * A shortest path for each pair that no edge joins: of all sources, or where that is too much of those outside
 * the network, or where even that is too much of the internet alone.
 */
export function listPaths(graph: ReachabilityGraph): Pick<Reachability, "paths" | "pathsListed"> {
  const all = [...graph.endpoints.keys()];
  const outside = all.filter((index) => graph.passable[index] !== true);
  const internet = outside.filter((index) => graph.endpoints[index]?.kind === "internet");
  if (isListable(graph, all)) return { paths: pathsFrom(graph, all), pathsListed: "all" };
  if (isListable(graph, outside)) return { paths: pathsFrom(graph, outside), pathsListed: "from-outside" };
  return { paths: pathsFrom(graph, internet), pathsListed: "from-internet" };
}

function isListable(graph: ReachabilityGraph, sources: readonly number[]): boolean {
  let steps = 0;
  let paths = 0;
  for (const source of sources) {
    const tree = pathTree(graph, source);
    for (const target of tree.reached) {
      steps += graph.successors[target]?.length ?? 0;
      if ((tree.hops[target] ?? 0) > 1) paths += 1;
    }
    if (steps > MOST_STEPS || paths > MOST_PATHS) return false;
  }
  return true;
}

function pathsFrom(graph: ReachabilityGraph, sources: readonly number[]): Path[] {
  const paths: Path[] = [];
  for (const source of sources) {
    const tree = pathTree(graph, source);
    for (const target of tree.reached) {
      const hops = tree.hops[target] ?? 0;
      if (hops < 2) continue;
      const ids = chain(graph, tree, target);
      paths.push({ from: ids[0] ?? "", to: ids.at(-1) ?? "", hops, through: ids.slice(1, -1) });
    }
  }
  return paths;
}
