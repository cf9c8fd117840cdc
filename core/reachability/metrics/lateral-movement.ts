import type { HostGraph } from "./host-graph.js";

/** Hops that an attacker takes at most. Lateral movement beyond three hops adds little and costs the attacker much. */
export const PIVOT_HOPS = 3;

/** Most multiplications of one run; beyond them footholds are sampled. About half a second. */
const MOST_STEPS = 100_000_000;
/** 2 / (1 - 0.95), the Hoeffding bound's factor for 95 % confidence. */
const HOEFFDING = 40;

/** The lateral-movement score of a network. */
export interface LateralMovement {
  /** 0 to 1: the mean probability that an attacker on one host takes over another one within {@link PIVOT_HOPS} hops. */
  readonly score: number;
  /** Null where every foothold was counted. */
  readonly sample: {
    readonly footholds: number;
    readonly of: number;
    readonly confidence: 0.95;
    /** The true score lies within score ± halfWidth with that confidence. */
    readonly halfWidth: number;
  } | null;
}

/**
 * LMS_K of Tyagi and Murugesan (arXiv 2508.21005), reconstructed: P_1 = W, P_(k+1) = 1 - (1 - W)(1 - P_k ⊗ W), where
 * (X ⊗ W)_ij = 1 - Π_m (1 - X_im W_mj), and the score is the mean of P_K over ordered pairs. P_ii stays 0: coming back to
 * the foothold gains nothing.
 *
 * A row of P_(k+1) needs only the same row of P_k, so rows are done one by one over the sparse graph. Where that would take too
 * long, a uniform sample of the footholds is counted; the rows lie in [0, 1], so Hoeffding's inequality bounds the error.
 * @param mostSteps multiplications after which the sample ends
 */
export function lateralMovement(graph: HostGraph, mostSteps = MOST_STEPS): LateralMovement {
  const size = graph.hosts.length;
  if (size < 2) return { score: 0, sample: null };
  const row = new Row(graph);
  let steps = 0;
  let sum = 0;
  let footholds = 0;
  for (const host of shuffled(size)) {
    const { mean, multiplications } = row.from(host);
    sum += mean;
    steps += multiplications;
    footholds += 1;
    if (steps >= mostSteps) break;
  }
  const halfWidth = Math.sqrt(Math.log(HOEFFDING) / (2 * footholds));
  return {
    score: sum / footholds,
    sample: footholds === size ? null : { footholds, of: size, confidence: 0.95, halfWidth },
  };
}

/** The score where each of `size` hosts reaches every other one with the same pivot weight: the flat network. */
export function flatLateralMovement(size: number, pivot: number): number {
  if (size < 2) return 0;
  let probability = pivot;
  for (let hop = 1; hop < PIVOT_HOPS; hop += 1) {
    probability = 1 - (1 - pivot) * (1 - probability * pivot) ** (size - 2);
  }
  return probability;
}

class Row {
  readonly #graph: HostGraph;
  readonly #probability: Float64Array;
  readonly #fails: Float64Array;

  constructor(graph: HostGraph) {
    this.#graph = graph;
    this.#probability = new Float64Array(graph.hosts.length);
    this.#fails = new Float64Array(graph.hosts.length).fill(1);
  }

  from(host: number): { readonly mean: number; readonly multiplications: number } {
    const { offsets, targets, pivots, hosts } = this.#graph;
    const probability = this.#probability;
    const fails = this.#fails;
    const first = offsets[host] as number;
    const last = offsets[host + 1] as number;
    let multiplications = last - first;
    let support: number[] = [];
    for (let at = first; at < last; at += 1) {
      const target = targets[at] as number;
      probability[target] = pivots[at] as number;
      support.push(target);
    }
    for (let hop = 1; hop < PIVOT_HOPS; hop += 1) {
      const touched: number[] = [];
      // The direct way is one more middle, reached for certain.
      for (const middle of [host, ...support]) {
        const reached = middle === host ? 1 : (probability[middle] as number);
        const end = offsets[middle + 1] as number;
        for (let at = offsets[middle] as number; at < end; at += 1) {
          const target = targets[at] as number;
          const before = fails[target] as number;
          // A product of factors below 1 is 1 only before the first of them.
          if (before === 1) touched.push(target);
          fails[target] = before * (1 - reached * (pivots[at] as number));
        }
        multiplications += end - (offsets[middle] as number);
      }
      for (const target of touched) {
        if (target !== host) probability[target] = 1 - (fails[target] as number);
        fails[target] = 1;
      }
      support = touched.filter((target) => target !== host);
    }
    let sum = 0;
    for (const target of support) {
      sum += probability[target] as number;
      probability[target] = 0;
    }
    return { mean: sum / (hosts.length - 1), multiplications };
  }
}

/** The numbers below `size` in an order that is always the same and looks random: a prefix of it is a fair sample. */
function* shuffled(size: number): Iterable<number> {
  const order = Uint32Array.from({ length: size }, (_, at) => at);
  let state = 0x9e3779b9;
  for (let at = 0; at < size; at += 1) {
    // xorshift32 (Marsaglia 2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = at + ((state >>> 0) % (size - at));
    const chosen = order[other] as number;
    order[other] = order[at] as number;
    order[at] = chosen;
    yield chosen;
  }
}
