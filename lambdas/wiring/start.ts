import type { Environment, LambdaContract } from "../../core/contracts/contract.js";
import { parseEnvironment } from "../../core/contracts/environment.js";
import { describeProblem } from "../../core/errors.js";
import type { ProcessEnvironment } from "./process-environment.js";
import { report } from "./report.js";

/**
 * Wires a function as its environment says, once for each instance.
 *
 * With an environment that is not the contract's, or a wiring that fails, it is wired to refuse everything: a function
 * that does not start would answer 500 and leave no record.
 */
export function start<C extends LambdaContract, Wired>(
  contract: C,
  env: ProcessEnvironment,
  wire: (environment: Environment<C>) => Wired,
  refusing: () => Wired,
): Wired {
  const parsed = parseEnvironment(contract, env);
  if (!parsed.ok) {
    report(parsed.problems.map(describeProblem).join("\n"));
    return refusing();
  }
  try {
    return wire(parsed.value);
  } catch (defect) {
    report(defect);
    return refusing();
  }
}

/**
 * The same for a function that is better not there than there and useless: with an environment that it cannot use it
 * fails at its start, which its alarm reports.
 *
 * @throws Error with every problem of the environment
 */
export function startOrThrow<C extends LambdaContract, Wired>(
  contract: C,
  env: ProcessEnvironment,
  wire: (environment: Environment<C>) => Wired,
): Wired {
  const parsed = parseEnvironment(contract, env);
  if (!parsed.ok) throw new Error(parsed.problems.map(describeProblem).join("\n"));
  return wire(parsed.value);
}
