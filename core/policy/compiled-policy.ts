import type { Conjunction } from "./condition.js";
import { compilePattern, isUniversal, matchesAny, type Pattern } from "./pattern.js";
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
  /** The one text of the policy where it has just one, without a wildcard; the commonest case, compared at once. */
  readonly soleAction: string | null;
  readonly soleResource: string | null;
  readonly soleUser: string | null;
  readonly soleGroup: string | null;
  readonly source: AccessPolicy;
}

/** Compiles one policy that was checked; `rank` is its place among the ids. */
export function compilePolicy(policy: AccessPolicy, rank: number, sharing: Sharing): CompiledPolicy {
  const subjects = compileSubjects(policy.subjects, sharing.name);
  const actions = policy.actions.map(sharing.name);
  const resources = policy.resources.map(compilePattern);
  const oneSubject = policy.subjects.length === 1;
  // What every decision reads comes first, so that it lies in as few lines of the processor's cache as can be.
  return {
    soleAction: soleText(actions),
    soleUser: oneSubject ? soleText(subjects.user) : null,
    soleGroup: oneSubject ? soleText(subjects.group) : null,
    effect: policy.effect,
    when: sharing.conjunction(policy),
    id: policy.id,
    rank,
    soleResource: soleText(resources),
    subjects,
    actions,
    resources,
    source: policy,
  };
}

function soleText(patterns: readonly Pattern[]): string | null {
  return patterns.length === 1 ? (patterns[0] as Pattern).exact : null;
}

/** Whether the policy is about every request. */
export function isAboutAll({ subjects, actions, resources }: CompiledPolicy): boolean {
  return subjects.anyone && actions.some(isUniversal) && resources.some(isUniversal);
}

/** Whether the policy is about this subject; a deny is also about one whose membership is unknown. */
export function concerns(policy: CompiledPolicy, { subject }: ReadRequest): boolean {
  if (policy.soleUser !== null) return subject.kind === "user" && subject.id === policy.soleUser;
  if (policy.soleGroup !== null && subject.groupsKnown) return subject.groups.includes(policy.soleGroup);
  const truth = matchSubject(policy.subjects, subject);
  return truth === TRUE || (truth === UNKNOWN && policy.effect === "deny");
}

/** Whether the policy is about this action. */
export function coversAction(policy: CompiledPolicy, { action }: ReadRequest): boolean {
  return policy.soleAction !== null ? policy.soleAction === action : matchesAny(policy.actions, action);
}

/** Whether the policy is about this resource. */
export function coversResource(policy: CompiledPolicy, { resource }: ReadRequest): boolean {
  return policy.soleResource !== null
    ? policy.soleResource === resource
    : matchesAny(policy.resources, resource);
}

/** Whether the policy is about this subject, action and resource. */
export function isAbout(policy: CompiledPolicy, request: ReadRequest): boolean {
  return coversAction(policy, request) && coversResource(policy, request) && concerns(policy, request);
}
