import { type Problem, type Result, refuseAll } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import type { PolicyProblem } from "../../core/policy/language/error-codes.js";
import { type PolicySet, type PolicySource, readPolicies } from "../../core/policy/language/read-policies.js";
import type { FileCodes } from "./file-problem.js";
import { readJsonFiles } from "./json-files.js";

/**
 * The access policies of files and folders, checked, as one set: whoever reads policies from a path, reads them here.
 *
 * @param codes the error codes of the caller for paths that cannot be read; policies have the codes of policies
 */
export function readPolicySet<Code extends string>(
  paths: readonly string[],
  codes: FileCodes<Code>,
): Result<PolicySet, Code | PolicyProblem["code"]> {
  const sources: PolicySource[] = [];
  const problems: Problem<Code>[] = [];
  for (const path of paths) {
    const files = readJsonFiles(path, codes);
    if (files.ok) append(sources, files.value);
    else append(problems, files.problems);
  }
  return problems.length > 0 ? refuseAll(problems) : readPolicies(sources);
}
