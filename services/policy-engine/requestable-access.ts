import { PERSON_ID } from "../../core/access/principal.js";
import type { RequestableEntitlement } from "../../core/access/requestable-entitlement.js";
import { type CompiledPolicies, compile } from "../../core/policy/engine/compile.js";
import { allowApplies } from "../../core/policy/engine/verdict.js";
import { WorkBudget } from "../../core/policy/engine/work-budget.js";
import type { Decision, RequestAccessObligation } from "../../core/policy/language/decision.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { RequestFacts } from "../../core/policy/request/facts.js";
import { isProblem, readRequest } from "../../core/policy/request/read-request.js";

/** Access policies as grants of entitlements would give them, each for all who are eligible, under the entitlement's id. */
export interface RequestableAccess {
  readonly policies: CompiledPolicies;
}

/** Most entitlements that a denial names, the first by id: it goes on in a header, and a reader picks one. */
const MOST_NAMED = 8;
/** A grant holds inside a window, so a request without an instant is helped by none. */
const ALWAYS = { notBefore: "0001-01-01T00:00:00Z", expiresAt: "9999-12-31T23:59:59Z" } as const;

/** What may be requested, of entitlements that were checked. */
export function requestableAccess(entitlements: readonly RequestableEntitlement[]): RequestableAccess {
  return { policies: compile(entitlements.map(asGranted)) };
}

function asGranted({ id, eligible, policy }: RequestableEntitlement): AccessPolicy {
  const { actions, resources, when } = policy;
  // Who is eligible is written as subjects are, without wildcards.
  return {
    id,
    effect: "allow",
    subjects: eligible,
    actions,
    resources,
    ...ALWAYS,
    ...(when === undefined ? {} : { when }),
  };
}

/**
 * The decision, and where it is a denial the entitlements that would cure it: a grant of each one alone, to this subject
 * and now, would turn it into an allow. Nothing cures a denial by a deny policy.
 *
 * @param request what was decided on
 */
export function withRequestableAccess(
  decision: Decision,
  request: unknown,
  requestable: RequestableAccess | undefined,
): Decision {
  if (requestable === undefined || decision.decision === "allow") return decision;
  if (decision.reason === "denied_by_policy") return decision;
  const read = readRequest(request);
  if (isProblem(read) || !PERSON_ID.test(read.subject.id)) return decision;
  const facts = new RequestFacts(read.body);
  const budget = new WorkBudget();
  const found: RequestAccessObligation[] = [];
  let complete = true;
  for (const policy of [...requestable.policies.index.lookUp(read).allows].sort((a, b) => a.rank - b.rank)) {
    if (budget.isUsedUp || found.length === MOST_NAMED) {
      complete = false;
      break;
    }
    budget.spend(policy.when.conditions.length + 1);
    if (allowApplies(policy, facts)) found.push({ requestAccess: { entitlement: policy.id } });
  }
  if (found.length === 0 && complete) return decision;
  return {
    ...decision,
    obligations: [...decision.obligations, ...found],
    ...(complete ? {} : { obligationsComplete: false }),
  };
}
