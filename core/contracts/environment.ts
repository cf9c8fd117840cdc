import { accept, quote, type Result, refuseAll } from "../errors.js";
import { isToken } from "../network/token.js";
import type { Environment, EnvironmentSource, LambdaContract } from "./contract.js";
import type { ContractErrorCode, ContractProblem } from "./error-codes.js";
import { VARIABLE_PREFIX, type Variable } from "./variable.js";

/**
 * The values of a function's environment.
 *
 * Variables of others are ignored. Ours must be those of the contract: a misspelt one would otherwise be a setting
 * that silently does not count.
 *
 * Problems, all at once: CORDON_ENVIRONMENT_UNKNOWN, CORDON_ENVIRONMENT_MISSING, CORDON_ENVIRONMENT_INVALID.
 */
export function parseEnvironment<C extends LambdaContract>(
  contract: C,
  env: Readonly<Record<string, string | undefined>>,
): Result<Environment<C>, ContractErrorCode> {
  const variables = Object.entries(contract.environment);
  const known = variables.map(([, { name }]) => name as string);
  const problems: ContractProblem[] = Object.keys(env)
    .filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.includes(name))
    .map((name) => unknownProblem(contract, name, known));
  const values: Record<string, unknown> = {};
  for (const [key, variable] of variables) {
    const text = env[variable.name];
    if (text !== undefined) {
      values[key] = variable.kind.parse(text);
      if (values[key] === undefined) problems.push(invalidProblem(contract, variable, text));
    } else if (variable.presence === "required") {
      problems.push(missingProblem(contract, variable));
    } else {
      values[key] = variable.presence === "defaulted" ? variable.fallback : undefined;
    }
  }
  return problems.length > 0 ? refuseAll(problems) : accept(values as Environment<C>);
}

/**
 * The environment as Terraform sets it: texts by the names of the variables.
 *
 * Literals are parsed as the function will parse them, so that a wrong one fails at synthesis; a token is taken
 * unseen.
 *
 * Problems: those of {@link parseEnvironment}.
 */
export function renderEnvironment<C extends LambdaContract>(
  contract: C,
  source: EnvironmentSource<C>,
): Result<Record<string, string>, ContractErrorCode> {
  const texts = source as Readonly<Record<string, string | undefined>>;
  const rendered: Record<string, string> = {};
  const problems: ContractProblem[] = Object.keys(texts)
    .filter((key) => !Object.hasOwn(contract.environment, key))
    .map((key) => unknownProblem(contract, key, Object.keys(contract.environment)));
  for (const [key, variable] of Object.entries(contract.environment)) {
    const text = texts[key];
    if (text === undefined) {
      if (variable.presence === "required") problems.push(missingProblem(contract, variable));
    } else if (!isToken(text) && variable.kind.parse(text) === undefined) {
      problems.push(invalidProblem(contract, variable, text));
    } else {
      rendered[variable.name] = text;
    }
  }
  return problems.length > 0 ? refuseAll(problems) : accept(rendered);
}

function unknownProblem(contract: LambdaContract, name: string, known: readonly string[]): ContractProblem {
  return {
    code: "CORDON_ENVIRONMENT_UNKNOWN",
    summary: `the contract of ${contract.name} has no such variable`,
    got: quote(name),
    allowed: known.join(", "),
    fix: "delete it, or correct its name",
  };
}

function missingProblem(contract: LambdaContract, variable: Variable): ContractProblem {
  return {
    code: "CORDON_ENVIRONMENT_MISSING",
    summary: `${contract.name} needs ${variable.name}: ${variable.meaning}`,
    got: "nothing",
    allowed: variable.kind.allowed,
    fix: `set ${variable.name}`,
  };
}

function invalidProblem(contract: LambdaContract, variable: Variable, text: string): ContractProblem {
  return {
    code: "CORDON_ENVIRONMENT_INVALID",
    summary: `${contract.name} cannot use this value of ${variable.name}: ${variable.meaning}`,
    got: quote(text),
    allowed: variable.kind.allowed,
    fix: `correct ${variable.name}`,
  };
}
