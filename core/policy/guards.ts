import { IntervalSet } from "../network/interval-set.js";
import { type FactRange, numberOf } from "./fact-range.js";
import type { RequestFacts } from "./facts.js";
import type { JudgedPolicy } from "./verdict.js";

/**
 * Deny policies that one look at each fact refutes together, as many as they are.
 *
 * An organisation puts such policies in front of everything, and nearly every request passes all of them. The values of
 * a fact at which any of them may apply are one set. A request with a value in one of the sets, or without one, may be
 * denied: then each policy is evaluated by itself.
 */
export class Guards<Policy extends JudgedPolicy = JudgedPolicy> {
  readonly policies: readonly Policy[];
  readonly #readers: Uint8Array;
  readonly #names: readonly string[];
  /** The boundaries of the facts' sets, one set after the other, and where each ends. */
  readonly #boundaries: Float64Array;
  readonly #ends: Int32Array;

  /** @param policies deny policies, each {@link canGuard} */
  constructor(policies: readonly Policy[]) {
    this.policies = policies;
    const ranges = new Map<string, FactRange[]>();
    for (const { when } of policies) {
      const range = when.range as FactRange;
      const key = `${range.fact.reader} ${range.fact.name}`;
      ranges.set(key, [...(ranges.get(key) ?? []), range]);
    }
    const byFact = [...ranges.values()];
    const facts = byFact.map(([first]) => (first as FactRange).fact);
    this.#readers = Uint8Array.from(facts, ({ reader }) => reader);
    this.#names = facts.map(({ name }) => name);
    const sets = byFact.map((some) => IntervalSet.from(some.flatMap(({ values }) => values.intervals())));
    this.#boundaries = Float64Array.from(sets.flatMap(({ boundaries }) => boundaries));
    let end = 0;
    this.#ends = Int32Array.from(sets, ({ boundaries }) => {
      end += boundaries.length;
      return end;
    });
  }

  /** Whether none of the policies applies; false where that takes evaluating them. */
  areRefuted(facts: RequestFacts): boolean {
    let start = 0;
    for (let index = 0; index < this.#readers.length; index += 1) {
      const value = numberOf(this.#readers[index] as number, this.#names[index] as string, facts);
      const end = this.#ends[index] as number;
      if (Number.isNaN(value) || this.#isWithin(value, start, end)) return false;
      start = end;
    }
    return true;
  }

  /** As `IntervalSet.has`: the number of boundaries at or below a value is odd exactly inside an interval. */
  #isWithin(value: number, start: number, end: number): boolean {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#boundaries[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return (low - start) % 2 === 1;
  }
}

/** Whether a deny policy can be one of the guards: a fact refutes it, and time changes nothing about it. */
export function canGuard({ when }: JudgedPolicy): boolean {
  return when.range !== undefined && !when.isTimed;
}
