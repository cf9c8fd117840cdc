import { readPolicySet } from "../adapters/files/policy-set.js";
import { CordonError, quote } from "../core/errors.js";
import { type CompiledPolicies, compile } from "../core/policy/engine/compile.js";
import { headActionProblems } from "../core/policy/language/head-action.js";
import type { AccessPolicy } from "../core/policy/language/policy.js";
import { readPolicies } from "../core/policy/language/read-policies.js";

const OPTION_INVALID = "CORDON_MIDDLEWARE_OPTION_INVALID";

/**
 * The policies of a file, of the `*.json` files of a folder and of the folders in it, or themselves; checked and
 * compiled.
 *
 * @param namesActions whether the program itself names actions, `http:HEAD` perhaps among them
 * @throws CordonError with every problem, and CORDON_MIDDLEWARE_OPTION_INVALID for a path that cannot be read
 */
export function compiledPolicies(
  policies: string | readonly AccessPolicy[],
  namesActions: boolean,
): CompiledPolicies {
  const read =
    typeof policies === "string"
      ? readPolicySet([policies], OPTION_INVALID)
      : readPolicies([{ source: "options.policies", text: textOf(policies) }]);
  if (read.ok) {
    const problems = namesActions ? [] : headActionProblems(read.value);
    if (problems.length > 0) throw new CordonError(problems);
    return compile(read.value.policies);
  }
  throw new CordonError(
    read.problems.map((problem) =>
      problem.code === OPTION_INVALID
        ? {
            ...problem,
            summary: `the access policies cannot be read: ${problem.summary}`,
            where: "options.policies",
          }
        : problem,
    ),
  );
}

/** The policies as the file that they would stand in. What JSON cannot write, no file of policies holds. */
function textOf(policies: readonly AccessPolicy[]): string {
  try {
    return JSON.stringify({ version: 1, policies });
  } catch (defect) {
    throw new CordonError([
      {
        code: OPTION_INVALID,
        summary: "the access policies cannot be written as JSON",
        got: defect instanceof Error ? quote(defect.message) : "a value that JSON does not have",
        allowed: "access policies as a policy file has them",
        fix: "take out what refers to itself, and numbers of type bigint",
        where: "options.policies",
      },
    ]);
  }
}
