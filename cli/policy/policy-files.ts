import { valueOrThrow } from "../../core/errors.js";
import { type PolicySet, readPolicies } from "../../core/policy/language/read-policies.js";
import { readJsonFiles } from "../input/input-files.js";

/**
 * The access policies of a file or directory.
 *
 * @throws CordonError with every problem of every file
 */
export function loadPolicies(path: string): PolicySet {
  return valueOrThrow(readPolicies(readJsonFiles(path)));
}
