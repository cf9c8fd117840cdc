import type { Edge, Reachability } from "../../../../core/reachability/reachability.js";
import { isCarried, type Kind, type Outcome } from "./simulate.js";

const NAMES: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 47: "47", 58: "icmpv6" };

/** Finds what a list of edges says about single packets. */
export class EdgeLookup {
  readonly #byPair = new Map<string, Edge[]>();

  constructor({ edges }: Pick<Reachability, "edges">) {
    for (const edge of edges) {
      const key = `${edge.from} ${edge.to}`;
      this.#byPair.set(key, [...(this.#byPair.get(key) ?? []), edge]);
    }
  }

  outcome(from: string, to: string, family: "ipv4" | "ipv6", kind: Kind): Outcome {
    if (!isCarried(family, kind)) return "never";
    const matching = (this.#byPair.get(`${from} ${to}`) ?? []).filter(
      (edge) =>
        (edge.family === "both" || edge.family === family) &&
        (edge.protocol === "all" ||
          (edge.protocol === NAMES[kind.protocol] &&
            (edge.icmpTypes ?? [{ type: kind.port }]).some(({ type }) => type === kind.port) &&
            (edge.fromPort === null ||
              (kind.port >= edge.fromPort && kind.port <= (edge.toPort ?? edge.fromPort))))),
    );
    if (matching.some((edge) => edge.certainty === "always")) return "always";
    return matching.length > 0 ? "possible" : "never";
  }
}
