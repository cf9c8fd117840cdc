import type { Entitlement } from "./entitlement.js";
import type { Grant } from "./grant.js";
import { type PlanOptions, planRequest } from "./plan.js";
import type { GrantPlan } from "./plan-output.js";
import type { LiveReason, Refusal, RefusalReason } from "./reason-codes.js";
import type { AccessRequest } from "./request.js";

/**
 * The plan with which an approved grant starts, judged anew: the requester may have left, and the file have changed.
 *
 * The duration counts from here. What was approved must still be what is asked for, byte by byte, and as many as the
 * entitlement now requires must have approved it; else it is `entitlement_changed`.
 * @param requester with the groups of today
 */
export function planStart(
  grant: Grant,
  requester: AccessRequest["requester"],
  entitlements: readonly Entitlement[],
  options: Pick<PlanOptions, "now" | "inForce" | "atLeastOneApproval">,
): GrantPlan | Refusal<RefusalReason | LiveReason> {
  const request = { ...grant.request, requester };
  const all: PlanOptions = { ...options, withoutApproval: grant.breakGlass, policyName: `jit-${grant.id}` };
  const asked = planRequest(request, entitlements, all);
  if (asked.decision === "refused") return { reason: asked.reason, message: asked.message };
  const { required, hash } = asked.approvals;
  const given = grant.approval.given.filter((approval) => approval.hash === hash);
  if (hash !== grant.approval.hash || given.length < required) {
    return { reason: "entitlement_changed", message: "what was approved is not what the file allows now" };
  }
  const plan = planRequest({ ...request, minutes: grant.minutes }, entitlements, all);
  return plan.decision === "refused" ? { reason: plan.reason, message: plan.message } : plan;
}
