import type { TrafficSet } from "../../network/traffic.js";
import { edgeTraffic } from "../edge-traffic.js";
import type { Certainty, Edge, Reachability } from "../reachability.js";

/** What a search looks for. */
export interface Search {
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
  /** What the last conversation of the chain carries some of; those before it may carry anything. */
  readonly traffic: TrafficSet;
  /** "always": certain edges only. "possible": every edge. */
  readonly certainty: Certainty;
  /** Whether a chain counts, or only one edge. */
  readonly transitive: boolean;
  /** Addresses are of this family, where an end is a block of addresses. */
  readonly family: "ipv4" | "ipv6" | "both";
}

/** The edges of a network, ready to be walked. */
export class ConversationGraph {
  readonly #edgesFrom = new Map<string, Edge[]>();
  readonly #inner: ReadonlySet<string>;

  constructor({ endpoints, edges }: Pick<Reachability, "endpoints" | "edges">) {
    this.#inner = new Set(
      endpoints.filter(({ kind }) => kind === "segment" || kind === "workload").map(({ id }) => id),
    );
    for (const edge of edges) {
      const list = this.#edgesFrom.get(edge.from);
      if (list === undefined) this.#edgesFrom.set(edge.from, [edge]);
      else list.push(edge);
    }
  }

  edgesFrom(id: string): readonly Edge[] {
    return this.#edgesFrom.get(id) ?? [];
  }

  /**
   * A shortest chain of edges that the search allows, or undefined. It goes through segments and workloads only: what
   * happens outside the network is nobody's path. Breadth first, in the order of the edges, so the answer is stable.
   */
  shortest(search: Search): readonly Edge[] | undefined {
    const cameBy = new Map<string, Edge | null>();
    const queue: string[] = [];
    for (const id of search.from) {
      cameBy.set(id, null);
      queue.push(id);
    }
    for (let head = 0; head < queue.length; head += 1) {
      const at = queue[head] as string;
      for (const edge of this.edgesFrom(at)) {
        if (search.certainty === "always" && edge.certainty !== "always") continue;
        if (!sharesFamily(edge, search.family)) continue;
        if (search.to.has(edge.to) && edgeTraffic(edge).intersects(search.traffic)) {
          return [...chain(cameBy, at), edge];
        }
        if (!search.transitive || cameBy.has(edge.to) || !this.#inner.has(edge.to)) continue;
        cameBy.set(edge.to, edge);
        queue.push(edge.to);
      }
    }
    return undefined;
  }
}

function sharesFamily(edge: Edge, family: Search["family"]): boolean {
  return family === "both" || edge.family === "both" || edge.family === family;
}

function chain(cameBy: ReadonlyMap<string, Edge | null>, end: string): Edge[] {
  const edges: Edge[] = [];
  for (let edge = cameBy.get(end); edge; edge = cameBy.get(edge.from)) edges.unshift(edge);
  return edges;
}
