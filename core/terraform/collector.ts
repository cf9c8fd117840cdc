import { locate, type Problem } from "../errors.js";
import type { NetworkErrorCode } from "../network/error-codes.js";
import type { TrafficSet } from "../network/traffic.js";
import type { ReachabilityErrorCode } from "../reachability/error-codes.js";
import type { UnknownItem } from "./resource.js";

/** The codes that reading a document may answer with. */
export type ReadErrorCode = ReachabilityErrorCode | NetworkErrorCode;

/** Problems listed at most; a generated document repeats one mistake thousands of times. */
const MOST_PROBLEMS = 20;

/** Which traffic a rule lets through, or might where not all of it is known. */
export interface Permission {
  readonly traffic: TrafficSet;
  readonly known: boolean;
}

/** What reading finds besides values: mistakes, which refuse the document, and what stays open. */
export class Collector {
  readonly #problems = new Map<string, Problem<ReadErrorCode>>();
  /** Permissions that were read already, by what they were written as. */
  readonly permissions = new Map<string, Permission>();
  readonly #unknown = new Map<string, UnknownItem>();

  /** Problems in the order found, at most {@link MOST_PROBLEMS}. */
  get problems(): readonly Problem<ReadErrorCode>[] {
    return [...this.#problems.values()];
  }

  /** Open ends, once each, in the order found. */
  get unknown(): readonly UnknownItem[] {
    return [...this.#unknown.values()];
  }

  problem(problem: Problem<ReadErrorCode>, where: string): void {
    if (this.#problems.size >= MOST_PROBLEMS) return;
    const located = locate(problem, where);
    this.#problems.set(`${located.code} ${located.where}`, located);
  }

  open(resource: string, why: string): void {
    this.#unknown.set(`${resource} ${why}`, { resource, why });
  }
}
