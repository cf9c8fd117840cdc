import { compilePattern, isUniversal, matchesAny, type Pattern } from "../language/pattern.js";
import type { AccessPolicy, Effect } from "../language/policy.js";
import { TRUE, UNKNOWN } from "../language/truth.js";
import type { ReadRequest } from "../request/read-request.js";
import type { Conjunction } from "./condition.js";
import type { Sharing } from "./sharing.js";
import { compileSubjects, matchSubject, type SubjectPatterns } from "./subject-pattern.js";

/** One access policy, ready to be matched and evaluated. */
export interface CompiledPolicy {
  readonly id: string;
  /** Its place in the order of the ids, which settles ties. */
  readonly rank: number;
  readonly effect: Effect;
  readonly when: Conjunction;
  readonly subjects: SubjectPatterns;
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  readonly source: AccessPolicy;
}

/** What judging reads of a policy. */
export type JudgedPolicy = Pick<CompiledPolicy, "id" | "rank" | "effect" | "when">;

/** Compiles one policy that was checked; `rank` is its place among the ids. */
export function compilePolicy(policy: AccessPolicy, rank: number, sharing: Sharing): CompiledPolicy {
  return {
    id: policy.id,
    rank,
    effect: policy.effect,
    when: sharing.conjunction(policy),
    subjects: compileSubjects(policy.subjects, sharing.name),
    actions: policy.actions.map(sharing.name),
    resources: policy.resources.map(compilePattern),
    source: policy,
  };
}

/** Whether the policy is about every request. */
export function isAboutAll({ subjects, actions, resources }: CompiledPolicy): boolean {
  return subjects.anyone && actions.some(isUniversal) && resources.some(isUniversal);
}

/** Whether the policy is about this subject, action and resource; a deny is also about a possible member of a group. */
export function isAbout(policy: CompiledPolicy, { subject, action, resource }: ReadRequest): boolean {
  if (!matchesAny(policy.resources, resource) || !matchesAny(policy.actions, action)) return false;
  const truth = matchSubject(policy.subjects, subject);
  return truth === TRUE || (truth === UNKNOWN && policy.effect === "deny");
}
