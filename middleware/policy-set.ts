import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CordonError, valueOrThrow } from "../core/errors.js";
import { type CompiledPolicies, compile } from "../core/policy/engine/compile.js";
import type { AccessPolicy } from "../core/policy/language/policy.js";
import { readPolicies } from "../core/policy/language/read-policies.js";

/**
 * The policies of a file, of the `*.json` files of a folder, or themselves; checked and compiled.
 *
 * @throws CordonError with every problem, and CORDON_MIDDLEWARE_OPTION_INVALID for a path that cannot be read
 */
export function compiledPolicies(policies: string | readonly AccessPolicy[]): CompiledPolicies {
  const sources =
    typeof policies === "string"
      ? filesOf(policies)
      : [{ source: "options.policies", text: JSON.stringify({ version: 1, policies }) }];
  return compile(valueOrThrow(readPolicies(sources)).policies);
}

function filesOf(path: string): { source: string; text: string }[] {
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
    throw new CordonError([
      {
        code: "CORDON_MIDDLEWARE_OPTION_INVALID",
        summary: "the access policies cannot be read",
        got: error instanceof Error ? error.message : String(error),
        allowed: "a policy file, or a folder with at least one *.json file",
        fix: "correct the path",
        where: "options.policies",
      },
    ]);
  }
}
