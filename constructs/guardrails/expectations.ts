import { Construct } from "constructs";
import type { Problem } from "../../core/errors.js";
import type { ExpectationEntry } from "../../core/reachability/expectation.js";
import type { ExpectationResult } from "../../core/reachability/judge-expectations.js";
import { problemsOf } from "./guardrails.js";
import { proveApp } from "./proof.js";
import { statementsOf } from "./statements.js";

/**
 * What the segments of a segmentation are expected to reach and not to reach: proven at synthesis, and again by
 * `cordon check`.
 */
export class Expectations extends Construct {
  readonly #names = new Set<string>();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.node.addValidation({ validate: () => problemsOf(() => this.#problems()) });
  }

  /** The entry becomes part of the synthesized JSON; its name is how the result is found again. */
  add(entry: ExpectationEntry & { readonly name: string }): void {
    this.#names.add(entry.name);
    statementsOf(this).expectations.push(entry);
  }

  #problems(): Problem[] {
    return proveApp(this, 0)
      .expectations.filter(({ name, holds }) => this.#names.has(name) && holds !== true)
      .map((result) => this.#problem(result));
  }

  #problem({ name, holds, witness, why }: ExpectationResult): Problem {
    const chain = witness
      .map(({ from, to, rules }) => `${from} to ${to} by ${rules.map(({ rule }) => rule).join(" and ")}`)
      .join(", then ");
    return {
      code: holds === null ? "CORDON_EXPECTATION_UNKNOWN" : "CORDON_EXPECTATION_REFUTED",
      summary: `the expectation "${name}" ${holds === null ? "cannot be decided" : "does not hold"}`,
      got: chain === "" ? (why ?? "no path") : chain,
      allowed: "a network that proves it",
      fix:
        holds === null
          ? "state the addresses and groups in the code, or decide it with cordon check on all stacks"
          : "change the flow of the named rules, or the expectation, whichever is wrong",
      where: this.node.scope?.node.path ?? this.node.path,
    };
  }
}
