import type { Path, Reachability } from "../decision.js";
import { chain, pathTree, type ReachabilityGraph } from "../graph.js";

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
  const everything = pathsFrom(graph, all);
  if (everything !== undefined) return { paths: everything, pathsListed: "all" };
  const fromOutside = pathsFrom(graph, outside);
  if (fromOutside !== undefined) return { paths: fromOutside, pathsListed: "from-outside" };
  return { paths: pathsFrom(graph, internet, Number.POSITIVE_INFINITY) ?? [], pathsListed: "from-internet" };
}

/** Undefined where there are more than fit. */
function pathsFrom(
  graph: ReachabilityGraph,
  sources: readonly number[],
  most = MOST_PATHS,
): Path[] | undefined {
  const paths: Path[] = [];
  let steps = 0;
  for (const source of sources) {
    const tree = pathTree(graph, source);
    for (const target of tree.reached) {
      steps += graph.successors[target]?.length ?? 0;
      const hops = tree.hops[target] ?? 0;
      if (hops < 2) continue;
      if (paths.length >= most) return undefined;
      const ids = chain(graph, tree, target);
      paths.push({ from: ids[0] ?? "", to: ids.at(-1) ?? "", hops, through: ids.slice(1, -1) });
    }
    if (steps > MOST_STEPS && most === MOST_PATHS) return undefined;
  }
  return paths;
}
