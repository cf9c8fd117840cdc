import { createHash } from "node:crypto";
import { readPolicySet } from "../../adapters/files/policy-set.js";
import { CordonError } from "../../core/errors.js";
import { headActionProblems } from "../../core/policy/language/head-action.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import type { PolicySet } from "../../core/policy/language/read-policies.js";
import type { PolicyEngineErrorCode } from "./error-codes.js";

/** Access policies that were checked, as one file. */
export interface PolicyBundle {
  readonly policies: readonly AccessPolicy[];
  /** The file: in the order of the ids, so that the same policies give the same bytes however they lie in files. */
  readonly text: string;
  /** SHA-256 of the text in UTF-8, in hexadecimal. */
  readonly hash: string;
}

/**
 * Reads and checks a policy file, or the `*.json` files of a folder and of the folders in it.
 *
 * @param where construct path, for messages about the path itself; policies are placed by file and JSON pointer
 * @param namesHead whether something gives HEAD requests an action of their own
 * @throws CordonError CORDON_POLICY_ENGINE_POLICIES_UNREADABLE, and what `cordon policy check` says
 */
export function policyBundle(path: string, where: string, namesHead = false): PolicyBundle {
  const set = policiesAt(path, where);
  const problems = namesHead ? [] : headActionProblems(set);
  if (problems.length > 0) throw new CordonError(problems);
  const { policies } = set;
  const sorted = [...policies].sort((a, b) => (a.id < b.id ? -1 : 1));
  const text = JSON.stringify({ version: 1, policies: sorted });
  return { policies: sorted, text, hash: createHash("sha256").update(text).digest("hex") };
}

const UNREADABLE = "CORDON_POLICY_ENGINE_POLICIES_UNREADABLE" satisfies PolicyEngineErrorCode;

function policiesAt(path: string, where: string): PolicySet {
  const read = readPolicySet([path], UNREADABLE);
  if (read.ok) return read.value;
  throw new CordonError(
    read.problems.map((problem) =>
      problem.code === UNREADABLE
        ? {
            ...problem,
            summary: `the access policies cannot be read: ${problem.summary}`,
            fix: `${problem.fix}; a relative path starts at the working folder of the synthesis`,
            where,
          }
        : problem,
    ),
  );
}
