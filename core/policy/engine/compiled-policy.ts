import { compilePattern, type Pattern } from "../language/pattern.js";
import type { AccessPolicy, Effect } from "../language/policy.js";
import type { Conjunction } from "./condition.js";
import type { Sharing } from "./sharing.js";
import { compileSubjects, type SubjectPatterns } from "./subject-pattern.js";

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
    subjects: compileSubjects(policy.subjects, sharing.name),
    actions: policy.actions.map(sharing.name),
    resources: policy.resources.map(compilePattern),
    source: policy,
  };
}
