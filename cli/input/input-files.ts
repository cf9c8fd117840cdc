import { fileProblem, systemProblem } from "../../adapters/files/file-problem.js";
import { readJsonFiles as jsonFilesAt } from "../../adapters/files/json-files.js";
import { readText as textAt } from "../../adapters/files/read-text.js";
import { CordonError, valueOrThrow } from "../../core/errors.js";
import type { PolicySource } from "../../core/policy/language/read-policies.js";

/** What the verbs of `cordon policy` call a path that they cannot read. */
export const POLICY_INPUT_UNREADABLE = "CORDON_POLICY_INPUT_UNREADABLE";

/** What stands in the way of reading a path, as an error for the user. */
export function unreadable(path: string, summary: string, fix: string): CordonError {
  return new CordonError([fileProblem(POLICY_INPUT_UNREADABLE, "unreadable", path, { summary, fix })]);
}

/** The error of the file system as one for the user. @throws any other error, as it is */
export function asUnreadable(path: string, error: unknown): CordonError {
  return new CordonError([systemProblem(POLICY_INPUT_UNREADABLE, error, path)]);
}

/**
 * The text of a file.
 *
 * @throws CordonError CORDON_POLICY_INPUT_UNREADABLE
 */
export function readText(path: string): string {
  return valueOrThrow(textAt(path, POLICY_INPUT_UNREADABLE));
}

/**
 * A file, or every *.json file of a folder and the folders in it, in the order of their names.
 *
 * @throws CordonError CORDON_POLICY_INPUT_UNREADABLE
 */
export function readJsonFiles(path: string): readonly PolicySource[] {
  return valueOrThrow(jsonFilesAt(path, POLICY_INPUT_UNREADABLE));
}
