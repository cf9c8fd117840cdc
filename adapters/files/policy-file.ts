import type { Result } from "../../core/errors.js";
import { type CompiledPolicies, compile } from "../../core/policy/engine/compile.js";
import type { PolicyProblem } from "../../core/policy/language/error-codes.js";
import { POLICY_FORMATS } from "../../core/policy/language/formats.js";
import { type PolicySet, policyReader } from "../../core/policy/language/policy-reader.js";
import { policyFileValidator } from "./generated/policy-file-validator.js";
import { remembered } from "./remembered.js";

const isPolicyFile = policyFileValidator(
  Object.fromEntries(
    Object.entries(POLICY_FORMATS).map(([name, check]) => [name, (text) => check(text) === undefined]),
  ),
);

const readPolicies = policyReader((value, source) => (isPolicyFile(value) ? [] : [refusal(source)]));

/**
 * Checks and compiles the policy files of single subjects, and remembers them by their text.
 *
 * Undefined for a text that is not a file of access policies: a condition with a misspelt name would not hold anybody
 * back. Whoever writes the row learns what is wrong from `cordon policy check`.
 */
export function subjectPolicyCompiler(): (file: string) => CompiledPolicies | undefined {
  return remembered((file) => {
    const read = readPolicyFile(file);
    return read.ok ? compile(read.value.policies) : undefined;
  });
}

/** The policies of a file, which is accepted as `cordon policy check` accepts it: the same reader without the words. */
export function readPolicyFile(text: string): Result<PolicySet, PolicyProblem["code"]> {
  return readPolicies([{ source: "policies", text }]);
}

/** The generated validator answers yes or no. */
function refusal(source: string): PolicyProblem {
  return {
    code: "CORDON_POLICY_VALUE_NOT_ALLOWED",
    summary: "the file breaks the schema of access policies",
    got: "a file that the schema refuses",
    allowed: "what the schema of access policies allows",
    fix: "run `cordon policy check` on it, which says where",
    where: source,
  };
}
