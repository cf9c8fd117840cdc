import type { CompiledPolicies } from "../engine/compile.js";
import type { CompiledPolicy } from "../engine/compiled-policy.js";
import type { Pattern } from "../language/pattern.js";

/** A policy of two sets that are compared, and which of them have it. */
export interface Participant {
  readonly policy: CompiledPolicy;
  readonly inOld: boolean;
  readonly inNew: boolean;
}

/** Every policy of both sets; one that both have alike stands here once. */
export function participantsOf(before: CompiledPolicies, after: CompiledPolicies): Participant[] {
  const newById = new Map(after.policies.map((policy) => [policy.id, policy]));
  const shared = new Set<string>();
  const old = before.policies.map((policy): Participant => {
    const counterpart = newById.get(policy.id);
    const same = counterpart !== undefined && meaningOf(counterpart) === meaningOf(policy);
    if (same) shared.add(policy.id);
    return { policy, inOld: true, inNew: same };
  });
  const added = after.policies.filter(({ id }) => !shared.has(id));
  return [...old, ...added.map((policy) => ({ policy, inOld: false, inNew: true }))];
}

/** Whether only one of the sets has the policy. */
export function isChanged({ inOld, inNew }: Participant): boolean {
  return inOld !== inNew;
}

/** The policy but for its justification, which decides nothing. */
function meaningOf({ source }: CompiledPolicy): string {
  const { id, effect, subjects, actions, resources, notBefore, expiresAt, when } = source;
  return JSON.stringify([id, effect, subjects, actions, resources, notBefore, expiresAt, when]);
}

/** Whether some request may be about both policies; "no" is certain, "yes" is not. */
export function mayMeet(one: CompiledPolicy, other: CompiledPolicy): boolean {
  return (
    anyCompatible(one.actions, other.actions) &&
    anyCompatible(one.resources, other.resources) &&
    subjectsMayMeet(one, other)
  );
}

function subjectsMayMeet({ subjects: one }: CompiledPolicy, { subjects: other }: CompiledPolicy): boolean {
  // A user or a service of any id may be a member of any group, and of several.
  if (one.anyone || other.anyone || one.group.length > 0 || other.group.length > 0) return true;
  return anyCompatible(one.user, other.user) || anyCompatible(one.service, other.service);
}

function anyCompatible(ones: readonly Pattern[], others: readonly Pattern[]): boolean {
  return ones.some((one) => others.some((other) => compatible(one, other)));
}

/** Whether beginnings and ends go together, as far as both patterns have them. */
function compatible(one: Pattern, other: Pattern): boolean {
  if (one.exact !== null && other.exact !== null) return one.exact === other.exact;
  return (
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) &&
    (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix))
  );
}
