import { isUniversal, matchesAny } from "../language/pattern.js";
import { TRUE, UNKNOWN } from "../language/truth.js";
import type { ReadRequest } from "../request/read-request.js";
import type { CompiledPolicy } from "./compiled-policy.js";
import { matchSubject } from "./subject-pattern.js";

/**
 * Whether the policy is about the subject, the action and the resource of the request.
 *
 * A deny is also about a possible member of its groups: one whose groups cannot be read. This is the plain comparison;
 * the index finds the same policies faster.
 */
export function isAbout(policy: CompiledPolicy, request: ReadRequest): boolean {
  if (!isAboutTarget(policy, request)) return false;
  const truth = matchSubject(policy.subjects, request.subject);
  return truth === TRUE || (truth === UNKNOWN && policy.effect === "deny");
}

/** Whether the policy is about the action and the resource of the request, whoever asks. */
export function isAboutTarget(
  { actions, resources }: CompiledPolicy,
  { action, resource }: Pick<ReadRequest, "action" | "resource">,
): boolean {
  return matchesAny(resources, resource) && matchesAny(actions, action);
}

/** Whether the policy is about every request. */
export function isAboutAll({ subjects, actions, resources }: CompiledPolicy): boolean {
  return subjects.anyone && actions.some(isUniversal) && resources.some(isUniversal);
}
