import { append } from "../../core/json/append.js";
import type { CompiledPolicies } from "../../core/policy/engine/compile.js";
import { decide, decideAmong, invalidRequest } from "../../core/policy/engine/decide.js";
import type { JudgedPolicy } from "../../core/policy/engine/judged-policy.js";
import type { Decision } from "../../core/policy/language/decision.js";
import { isProblem, readRequest } from "../../core/policy/request/read-request.js";

/** Access policies that count beside the bundle. */
export interface AddedPolicies {
  readonly policies: CompiledPolicies;
  /** Whether its allow policies count; its deny policies always do. */
  readonly mayAllow: boolean;
  /** The id by which answers and records name one of its policies; none may be that of a policy of another set. */
  readonly idOf: (id: string) => string;
}

/**
 * Decides a request by the bundle and what counts beside it, as if they were one set: a deny of any set overrides every
 * allow.
 *
 * The bundle is compiled once, the policies of a subject when they change; compiling both together for each request
 * would cost more than the decision.
 */
export function decideAcross(
  bundle: CompiledPolicies,
  added: readonly AddedPolicies[],
  request: unknown,
): Decision {
  if (added.length === 0) return decide(bundle, request);
  const read = readRequest(request);
  if (isProblem(read)) return invalidRequest(read);
  const reviewed = bundle.index.lookUp(read);
  const allows: JudgedPolicy[] = [];
  const denies: JudgedPolicy[] = [];
  for (const { policies, mayAllow, idOf } of added) {
    const matches = policies.index.lookUp(read);
    if (mayAllow)
      append(
        allows,
        matches.allows.map((policy) => named(policy, idOf)),
      );
    append(
      denies,
      matches.denies.map((policy) => named(policy, idOf)),
    );
  }
  if (allows.length === 0 && denies.length === 0) return decideAmong(reviewed, read.body);
  return decideAmong(
    { allows: ranked([...reviewed.allows, ...allows]), denies: ranked([...reviewed.denies, ...denies]) },
    read.body,
  );
}

function named({ id, effect, when, rank }: JudgedPolicy, idOf: AddedPolicies["idOf"]): JudgedPolicy {
  return { id: idOf(id), effect, when, rank };
}

/** Each set ranks its own policies; together they are ranked anew, by id as everywhere. */
function ranked(policies: readonly JudgedPolicy[]): JudgedPolicy[] {
  return [...policies]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ id, effect, when }, rank) => ({ id, effect, when, rank }));
}
