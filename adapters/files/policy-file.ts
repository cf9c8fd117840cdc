import { readJson } from "../../core/json/read-json.js";
import { type CompiledPolicies, compile } from "../../core/policy/engine/compile.js";
import { POLICY_FORMATS } from "../../core/policy/language/formats.js";
import type { AccessPolicyFile } from "../../core/policy/language/policy.js";
import { policyFileValidator } from "./generated/policy-file-validator.js";

/** How many subjects' policies stay compiled. */
const REMEMBERED = 1000;

const isPolicyFile = policyFileValidator(
  Object.fromEntries(
    Object.entries(POLICY_FORMATS).map(([name, check]) => [name, (text) => check(text) === undefined]),
  ),
);

/**
 * Checks and compiles the policy files of single subjects, and remembers them by their text.
 *
 * Undefined for a text that is no file of access policies: a condition with a misspelt name would not hold anybody
 * back. Whoever writes the row learns what is wrong from `cordon policy check`.
 */
export function subjectPolicyCompiler(): (file: string) => CompiledPolicies | undefined {
  const remembered = new Map<string, CompiledPolicies>();
  return (file) => {
    const known = remembered.get(file);
    if (known !== undefined) return known;
    const policies = readPolicyFile(file)?.policies;
    if (policies === undefined) return undefined;
    const compiled = compile(policies);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(file, compiled);
    return compiled;
  };
}

/** The file that the text holds, as `checkPolicyFile` accepts it, or undefined. */
export function readPolicyFile(text: string): AccessPolicyFile | undefined {
  const json = readJson(text, "the policies");
  if (!json.ok || !isPolicyFile(json.value)) return undefined;
  const file = json.value as AccessPolicyFile;
  if (new Set(file.policies.map(({ id }) => id)).size < file.policies.length) return undefined;
  return file.policies.some(({ when }) => opensAndClosesAtOnce(when?.time)) ? undefined : file;
}

/** What the schema cannot say, besides ids that occur twice: such a window could be all day or never. */
function opensAndClosesAtOnce(time: { readonly from?: string; readonly to?: string } | undefined): boolean {
  return time?.from !== undefined && time.from === time.to;
}
