import { locate, type Problem } from "../errors.js";
import type { TerraformErrorCode } from "./error-codes.js";
import type { UnknownItem } from "./resource.js";

/** Problems listed at most; a generated document repeats one mistake thousands of times. */
const MOST_PROBLEMS = 20;

/** Where the readers of documents put what they find besides values. */
export interface DocumentCollector {
  /** A mistake, which refuses the document. */
  problem(problem: Problem<TerraformErrorCode>, where: string): void;
  /** Something that the document does not determine. */
  addUnknown(resource: string, why: string): void;
}

/** What reading finds besides values: mistakes, which refuse the document, and what stays UNKNOWN. */
export class Collector<Code extends string> {
  readonly #problems = new Map<string, Problem<Code>>();
  readonly #unknown = new Map<string, UnknownItem>();

  /** Problems in the order found, at most {@link MOST_PROBLEMS}. */
  get problems(): readonly Problem<Code>[] {
    return [...this.#problems.values()];
  }

  /** Open ends, once each, in the order found. */
  get unknown(): readonly UnknownItem[] {
    return [...this.#unknown.values()];
  }

  problem(problem: Problem<Code>, where: string): void {
    if (this.#problems.size >= MOST_PROBLEMS) return;
    const located = locate(problem, where);
    this.#problems.set(`${located.code} ${located.where}`, located);
  }

  addUnknown(resource: string, why: string): void {
    this.#unknown.set(`${resource} ${why}`, { resource, why });
  }
}
