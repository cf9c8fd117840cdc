import { readPolicySet } from "../../adapters/files/policy-set.js";
import { CordonError, type Problem } from "../../core/errors.js";
import type { PolicySet } from "../../core/policy/language/read-policies.js";
import { POLICY_INPUT_UNREADABLE } from "../input/input-files.js";

/** So many problems are shown; whoever has more corrects these first. */
const MOST_PROBLEMS = 100;

/**
 * The access policies of files and folders, as one set.
 *
 * @throws CordonError with every problem of every file
 */
export function loadPolicies(...paths: readonly string[]): PolicySet {
  const read = readPolicySet(paths, POLICY_INPUT_UNREADABLE);
  if (read.ok) return read.value;
  throw new CordonError(firstOf(read.problems));
}

/** The problems, cut to a number that people read. */
export function firstOf(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  process.stderr.write(`${problems.length} problems; the first ${MOST_PROBLEMS} are:\n`);
  return problems.slice(0, MOST_PROBLEMS);
}
