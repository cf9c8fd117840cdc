import { type CompiledPolicies, compile } from "../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { readPolicyFile } from "./policy-file.js";
import { remembered } from "./remembered.js";

/** The access policies of a subject's grants, each as JSON, by the names of the grants. */
export type GrantEntries = Readonly<Record<string, string>>;

/**
 * Checks and compiles the access policies that grants gave a subject, and remembers them by their text.
 *
 * Undefined where an entry is not what the access broker writes: one allow policy, named as its entry, for this subject
 * alone, with a start and a deadline. A policy that said more would be somebody else's.
 */
export function grantPolicyCompiler(): (
  subject: string,
  entries: GrantEntries,
) => CompiledPolicies | undefined {
  const compiled = remembered((key) => {
    const [subject, ...entries] = JSON.parse(key) as [string, ...(readonly [string, string])[]];
    return compileEntries(subject, entries);
  });
  return (subject, entries) => compiled(JSON.stringify([subject, ...Object.entries(entries)]));
}

function compileEntries(
  subject: string,
  entries: readonly (readonly [name: string, text: string])[],
): CompiledPolicies | undefined {
  const written: unknown[] = [];
  for (const [, text] of entries) {
    try {
      written.push(JSON.parse(text));
    } catch {
      return undefined;
    }
  }
  const read = readPolicyFile(JSON.stringify({ version: 1, policies: written }));
  if (!read.ok) return undefined;
  const names = new Set(entries.map(([name]) => name));
  const { policies } = read.value;
  const isWhole =
    policies.length === names.size && policies.every((policy) => isGrant(policy, subject, names));
  return isWhole ? compile(policies) : undefined;
}

function isGrant(
  { id, effect, subjects, notBefore, expiresAt }: AccessPolicy,
  subject: string,
  names: ReadonlySet<string>,
): boolean {
  return (
    names.has(id) &&
    effect === "allow" &&
    subjects.length === 1 &&
    subjects[0] === subject &&
    notBefore !== undefined &&
    expiresAt !== undefined
  );
}
