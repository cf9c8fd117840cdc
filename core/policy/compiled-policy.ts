import type { Conjunction } from "./condition.js";
import { isUniversal, matchesAny, type Pattern } from "./pattern.js";
import type { AccessPolicy, Effect } from "./policy.js";
import type { ReadRequest } from "./read-request.js";
import type { Sharing } from "./sharing.js";
import { compileSubjects, matchSubject, type SubjectPatterns } from "./subject-pattern.js";
import { TRUE, UNKNOWN } from "./truth.js";

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

/** Compiles one policy that was checked; `rank` is its place among the ids. */
export function compilePolicy(policy: AccessPolicy, rank: number, sharing: Sharing): CompiledPolicy {
  return {
    id: policy.id,
    rank,
    effect: policy.effect,
    when: sharing.conjunction(policy),
    subjects: compileSubjects(policy.subjects, sharing.pattern),
    actions: policy.actions.map(sharing.pattern),
    resources: policy.resources.map(sharing.pattern),
    source: policy,
  };
}

/** Whether the policy is about every request. */
export function isAboutAll({ subjects, actions, resources }: CompiledPolicy): boolean {
  return subjects.anyone && actions.some(isUniversal) && resources.some(isUniversal);
}

/** Whether the policy is about this subject; a deny is also about one whose membership is unknown. */
export function concerns(policy: CompiledPolicy, request: ReadRequest): boolean {
  const truth = matchSubject(policy.subjects, request.subject);
  return truth === TRUE || (truth === UNKNOWN && policy.effect === "deny");
}

/** Whether the policy is about this subject, action and resource. */
export function isAbout(policy: CompiledPolicy, request: ReadRequest): boolean {
  return (
    matchesAny(policy.actions, request.action) &&
    matchesAny(policy.resources, request.resource) &&
    concerns(policy, request)
  );
}
