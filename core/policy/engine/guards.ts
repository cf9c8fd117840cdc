import type { RequestFacts } from "../request/facts.js";
import { type FactRange, numberOf } from "./fact-range.js";
import type { GuardPolicies, JudgedPolicy } from "./judged-policy.js";

/**
 * Deny policies that one look at each fact refutes together, as many as they are.
 *
 * An organisation puts such policies in front of everything, and nearly every request passes all of them. The values of
 * a fact at which any of them may apply are one set. A request with a value in one of the sets, or without one, may be
 * denied: then each policy is evaluated by itself.
 */
export class Guards<Policy extends JudgedPolicy = JudgedPolicy> implements GuardPolicies {
  readonly policies: readonly Policy[];
  /** For each fact the values at which one of the policies may apply. */
  readonly #ranges: readonly FactRange[];

  /** @param policies deny policies, each {@link canGuard} */
  constructor(policies: readonly Policy[]) {
    this.policies = policies;
    const ranges = new Map<string, FactRange>();
    for (const { when } of policies) {
      const { fact, values } = when.range as FactRange;
      const key = `${fact.reader} ${fact.name}`;
      ranges.set(key, { fact, values: ranges.get(key)?.values.union(values) ?? values });
    }
    this.#ranges = [...ranges.values()];
  }

  areRefuted(facts: RequestFacts): boolean {
    for (const { fact, values } of this.#ranges) {
      const number = numberOf(fact, facts);
      if (Number.isNaN(number) || values.has(number)) return false;
    }
    return true;
  }
}

/** Whether a deny policy can be one of the guards: a fact refutes it, and time changes nothing about it. */
export function canGuard({ when }: JudgedPolicy): boolean {
  return when.range !== undefined && !when.isTimed;
}
