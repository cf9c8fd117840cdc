/** Why a plan is refused, in the order in which the reasons win, then the two answers that are not refusals. */
export const PLAN_REASONS = [
  "invalid_request",
  "unknown_entitlement",
  "not_eligible",
  "minutes_out_of_range",
  "reason_missing",
  "ticket_mismatch",
  "wider_than_entitlement",
  "nothing_granted",
  "escalation",
  "document_too_large",
  "approval_required",
  "ready",
] as const;

/** The reason of a plan. */
export type PlanReason = (typeof PLAN_REASONS)[number];

/** A reason that refuses. */
export type RefusalReason = Exclude<PlanReason, "approval_required" | "ready">;

/** Why a live verb is refused, beside the reasons of a plan. */
export const LIVE_REASONS = [
  "caller_unknown",
  "identity_stale",
  "identity_replayed",
  "self_approval",
  "already_approved",
  "hash_mismatch",
  "lapsed",
  "wrong_state",
  "not_allowed",
  "role_full",
  "boundary_missing",
  "review_owed",
  "entitlement_changed",
  "throttled",
] as const;

/** The reason of a live verb. */
export type LiveReason = (typeof LIVE_REASONS)[number];

/** An answer that refuses: a reason that scripts read, a message for people. */
export interface Refusal<Reason extends string = RefusalReason> {
  readonly reason: Reason;
  readonly message: string;
}
