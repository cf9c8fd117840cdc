import type { CompiledPolicies } from "../../core/policy/engine/compile.js";
import { decide, decideAmong, invalidRequest } from "../../core/policy/engine/decide.js";
import type { JudgedPolicy } from "../../core/policy/engine/judged-policy.js";
import type { Decision } from "../../core/policy/language/decision.js";
import { isProblem, readRequest } from "../../core/policy/request/read-request.js";

/**
 * Decides a request among the policies of several sets as if they were one: a deny of any set overrides every allow.
 *
 * The bundle is compiled once, the policies of a subject when they change; compiling both together for each request
 * would cost more than the decision.
 */
export function decideAcross(sets: readonly CompiledPolicies[], request: unknown): Decision {
  const [only, ...others] = sets;
  if (only !== undefined && others.length === 0) return decide(only, request);
  const read = readRequest(request);
  if (isProblem(read)) return invalidRequest(read);
  const matches = sets.map(({ index }) => index.lookUp(read));
  return decideAmong(
    {
      allows: ranked(matches.flatMap(({ allows }) => allows)),
      denies: ranked(matches.flatMap(({ denies }) => denies)),
    },
    read.body,
  );
}

/** Each set ranks its own policies; together they are ranked anew, by id as everywhere. */
function ranked(policies: readonly JudgedPolicy[]): JudgedPolicy[] {
  return [...policies]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ id, effect, when }, rank) => ({ id, effect, when, rank }));
}
