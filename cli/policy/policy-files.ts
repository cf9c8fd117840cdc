import { readPolicySet } from "../../adapters/files/policy-set.js";
import { valueOrThrow } from "../../core/errors.js";
import type { PolicySet } from "../../core/policy/language/policy-reader.js";
import { POLICY_INPUT_UNREADABLE } from "../input/input-files.js";

/**
 * The access policies of files and folders, as one set.
 *
 * @throws CordonError with every problem of every file
 */
export function loadPolicies(...paths: readonly string[]): PolicySet {
  return valueOrThrow(readPolicySet(paths, POLICY_INPUT_UNREADABLE));
}
