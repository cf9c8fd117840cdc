import { type CompiledPolicies, compile } from "../../../core/policy/compile.js";
import type { AccessPolicyFile } from "../../../core/policy/policy.js";

/** How many subjects' policies stay compiled. */
const REMEMBERED = 1000;

/**
 * Checks and compiles the policy files of single subjects, and remembers them by their text.
 *
 * Undefined for a text that is no file of access policies.
 */
export function subjectPolicyCompiler(): (file: string) => CompiledPolicies | undefined {
  const remembered = new Map<string, CompiledPolicies>();
  return (file) => {
    const known = remembered.get(file);
    if (known !== undefined) return known;
    const compiled = checkedAndCompiled(file);
    if (compiled === undefined) return undefined;
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(file, compiled);
    return compiled;
  };
}

function checkedAndCompiled(file: string): CompiledPolicies | undefined {
  try {
    return compile((JSON.parse(file) as AccessPolicyFile).policies);
  } catch {
    return undefined;
  }
}
