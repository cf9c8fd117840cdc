import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CordonError, locate, quote, valueOrThrow } from "../../core/errors.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { type PolicySource, readPolicies } from "../../core/policy/language/read-policies.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** Access policies that were checked, as one file. */
export interface PolicyBundle {
  readonly policies: readonly AccessPolicy[];
  /** The file: in the order of the ids, so that the same policies give the same bytes however they lie in files. */
  readonly text: string;
  /** SHA-256 of the text in UTF-8, in hexadecimal. */
  readonly hash: string;
}

/**
 * Reads and checks a policy file, or the `*.json` files of a folder.
 *
 * @param where construct path, for messages about the path itself; policies are placed by file and JSON pointer
 * @throws CordonError CORDON_POLICY_ENGINE_POLICIES_UNREADABLE, and what `cordon policy check` says
 */
export function policyBundle(path: string, where: string): PolicyBundle {
  const { policies } = valueOrThrow(readPolicies(readSources(path, where)));
  const sorted = [...policies].sort((a, b) => (a.id < b.id ? -1 : 1));
  const text = JSON.stringify({ version: 1, policies: sorted });
  return { policies: sorted, text, hash: createHash("sha256").update(text).digest("hex") };
}

function readSources(path: string, where: string): PolicySource[] {
  try {
    const files = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith(".json"))
          .sort()
          .map((name) => join(path, name))
      : [path];
    if (files.length === 0) throw new Error("the folder has no *.json file");
    return files.map((file) => ({ source: file, text: readFileSync(file, "utf8") }));
  } catch (error) {
    const problem: PolicyEngineProblem = {
      code: "CORDON_POLICY_ENGINE_POLICIES_UNREADABLE",
      summary: `the access policies cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      got: quote(path),
      allowed: "a policy file, or a folder with at least one *.json file",
      fix: "correct the path; relative ones start at the working folder of the synthesis",
    };
    throw new CordonError([locate(problem, where)]);
  }
}
