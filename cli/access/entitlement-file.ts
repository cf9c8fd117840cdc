import type { EntitlementFile } from "../../core/access/entitlement.js";
import { readEntitlements } from "../../core/access/read-entitlements.js";
import { CordonError, type Problem } from "../../core/errors.js";
import { readText } from "../input/input-files.js";

/**
 * The entitlements of a file.
 *
 * @throws CordonError with one problem, which says how many more there are: the contract has one line
 */
export function loadEntitlements(path: string): EntitlementFile {
  const read = readEntitlements(readText(path), path);
  if (read.ok) return read.value;
  throw oneProblem(read.problems);
}

/** The first problem alone, with the number of the others in its advice. */
export function oneProblem(problems: readonly Problem[]): CordonError {
  const [first, ...others] = problems;
  if (first === undefined || others.length === 0) return new CordonError(problems);
  const more = others.length === 1 ? "one more problem" : `${others.length} more problems`;
  return new CordonError([
    { ...first, fix: `${first.fix}; there ${others.length === 1 ? "is" : "are"} ${more}` },
  ]);
}
