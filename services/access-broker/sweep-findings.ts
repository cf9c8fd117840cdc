import { OutsideError } from "../intent-do-sweep/outside-error.js";
import type { SweepAnswer } from "./verbs.js";

/** What a sweep has found so far. */
export class Findings {
  readonly #found: Record<keyof SweepAnswer, Set<string>> = {
    revoked: new Set(),
    rolledBack: new Set(),
    orphans: new Set(),
    lapsed: new Set(),
    stuck: new Set(),
    wider: new Set(),
    started: new Set(),
    failed: new Set(),
  };

  add(list: keyof SweepAnswer, id: string): void {
    this.#found[list].add(id);
  }

  /** Where a grant ended, by its state. */
  addEnd({ id, state }: { readonly id: string; readonly state: string }): void {
    if (state === "EXPIRED" || state === "REVOKED") this.add("revoked", id);
    if (state === "FAILED") this.add("rolledBack", id);
    if (state === "LAPSED") this.add("lapsed", id);
  }

  /** Does one thing; where the outside world fails it is listed, and the next sweep tries again. */
  async guard(what: string, call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      this.add("failed", what);
    }
  }

  answer(): SweepAnswer {
    const lists = Object.entries(this.#found).map(([list, ids]) => [list, [...ids].sort()]);
    return Object.fromEntries(lists) as SweepAnswer;
  }
}
