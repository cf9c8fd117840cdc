import { Unresolved } from "../value.js";
import type { Workspace } from "./workspace.js";

/** Locals and attributes that may refer to one another in a chain, in all modules together. */
const LONGEST_CHAIN = 150;

/** What is being evaluated in one module, so that circles are found. */
export class Evaluation {
  readonly #workspace: Workspace;
  readonly #pending = new Set<string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Runs the evaluation of one thing; a thing that needs itself is a cycle, a chain without end is refused. */
  once<T>(key: string, where: string, compute: () => T): T | Unresolved {
    const { collector, chain } = this.#workspace;
    if (this.#pending.has(key)) {
      const members = [...this.#pending];
      const cycle = [...members.slice(members.indexOf(key)), key];
      collector.problem(
        {
          code: "CORDON_REFERENCE_CYCLE",
          summary: "the values refer to one another in a circle",
          got: cycle.length > 8 ? `${cycle.slice(0, 7).join(" -> ")} -> … -> ${key}` : cycle.join(" -> "),
          allowed: "references that end in a literal or a resource",
          fix: "break the circle at one of them",
        },
        where,
      );
      return new Unresolved(key, "it refers to itself");
    }
    if (chain.length >= LONGEST_CHAIN) {
      collector.problem(
        {
          code: "CORDON_DOCUMENT_TOO_DEEP",
          summary: "values refer to one another in too long a chain",
          got: `more than ${LONGEST_CHAIN} references from one value to the next`,
          allowed: `at most ${LONGEST_CHAIN}`,
          fix: "shorten the chain of locals or attributes",
        },
        where,
      );
      return new Unresolved(key, "its chain of references is too long");
    }
    this.#pending.add(key);
    chain.length += 1;
    try {
      return compute();
    } finally {
      this.#pending.delete(key);
      chain.length -= 1;
    }
  }
}
