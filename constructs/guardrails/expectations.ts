import { Construct } from "constructs";
import { type ExpectationEntry, expectationOf } from "../../core/check/expectation.js";
import { type ExpectationResult, judgeExpectations } from "../../core/check/judge-expectations.js";
import { type Problem, valueOrThrow } from "../../core/errors.js";
import { statementsOf } from "./statements.js";
import { synthesizedNetwork } from "./synthesized-network.js";
import { problemsOf } from "./validation.js";

/**
 * What the segments of a segmentation are expected to reach and not to reach: proven at synthesis, and again by
 * `cordon check`.
 */
export class Expectations extends Construct {
  readonly #entries: ExpectationEntry[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.node.addValidation({ validate: () => problemsOf(() => this.#problems()) });
  }

  /** States it: to this synthesis, and in the synthesized JSON. */
  add(entry: ExpectationEntry): void {
    this.#entries.push(entry);
    statementsOf(this).expectations.push(entry);
  }

  #problems(): Problem[] {
    const where = this.node.scope?.node.path ?? this.node.path;
    const expectations = this.#entries.map((entry) => valueOrThrow(expectationOf(entry, where)));
    const { network } = synthesizedNetwork(this);
    return valueOrThrow(judgeExpectations(network, expectations))
      .filter(({ holds }) => holds !== true)
      .map((result) => refutation(result, where));
  }
}

function refutation({ name, holds, witness, why }: ExpectationResult, where: string): Problem {
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
    where,
  };
}
