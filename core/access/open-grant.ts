import { formatInstant } from "../time/instant.js";
import { DEFAULT_PENDING_MINUTES, type Entitlement, kindOf } from "./entitlement.js";
import type { Grant } from "./grant.js";
import type { AuditRecord } from "./grant-event.js";
import type { GrantPlan } from "./plan-output.js";
import { isSamePerson } from "./principal.js";
import type { LiveReason, Refusal, RefusalReason } from "./reason-codes.js";
import type { AccessRequest } from "./request.js";
import { auditOf } from "./step-grant.js";

/** What a new grant is made of. */
export interface Opening {
  readonly id: string;
  readonly at: number;
  readonly request: AccessRequest;
  readonly entitlement: Entitlement;
  /** The plan of the request, which is not refused. */
  readonly plan: GrantPlan;
  /** @default false */
  readonly breakGlass?: boolean;
  /** The grant that this one continues. @default - none */
  readonly extends?: string;
}

/** A new grant: approved where the plan needs no approval, else waiting for it; with the record of its beginning. */
export function openGrant(opening: Opening): { readonly grant: Grant; readonly audit: AuditRecord } {
  const { id, at, request, entitlement, plan, breakGlass = false } = opening;
  const { required, approvers, hash } = plan.approvals;
  const waits = (entitlement.pendingMinutes ?? DEFAULT_PENDING_MINUTES) * 60_000;
  const grant: Grant = {
    id,
    version: 1,
    state: required === 0 ? "APPROVED" : "PENDING",
    since: at,
    request,
    kind: kindOf(entitlement),
    target: plan.target,
    minutes: request.minutes as number,
    requestedAt: at,
    pendingUntil: at + waits,
    approval: { required, approvers, hash, given: [] },
    window: null,
    documentHash: null,
    allowed: [],
    flow: entitlement.kind === "flow" ? entitlement.flow : null,
    granted: null,
    attempts: 0,
    stuck: false,
    ending: null,
    breakGlass,
    review: breakGlass ? "owed" : "none",
    // Approvers of what they must decide, or of what broke the glass past them.
    untold: required > 0 || breakGlass,
    extends: opening.extends ?? null,
  };
  const detail = {
    entitlement: entitlement.id,
    minutes: grant.minutes,
    hash,
    breakGlass,
    reason: request.reason ?? null,
    ticket: request.ticket ?? null,
    extends: grant.extends,
  };
  return { grant, audit: auditOf(grant, "request", request.requester, at, null, detail) };
}

/** Why the person may not break glass again: a review of an earlier time is owed. */
export function reviewOwed(person: string, grants: readonly Grant[]): Refusal<"review_owed"> | undefined {
  const owed = grants.find(
    ({ request, review }) => review === "owed" && isSamePerson(request.requester.id, person),
  );
  return owed && { reason: "review_owed", message: `the review of ${owed.id} comes first` };
}

/** The review of a grant that broke the glass, by an approver who is not the person who did. */
export function reviewGrant(
  grant: Grant,
  by: AccessRequest["requester"],
  at: number,
  mayReview: boolean,
):
  | { readonly ok: true; readonly grant: Grant; readonly audit: AuditRecord }
  | { readonly ok: false; readonly refusal: Refusal<LiveReason> } {
  if (grant.review !== "owed") {
    return { ok: false, refusal: { reason: "wrong_state", message: "this grant owes no review" } };
  }
  if (!mayReview || isSamePerson(by.id, grant.request.requester.id)) {
    return {
      ok: false,
      refusal: { reason: "not_allowed", message: "one of the other approvers reviews it" },
    };
  }
  const next: Grant = { ...grant, version: grant.version + 1, review: "done" };
  return { ok: true, grant: next, audit: auditOf(next, "review", by, at, grant.state, {}) };
}

/**
 * The request that continues an active grant from its deadline on, as a grant of its own, or why there is none.
 *
 * Approvals are given anew. Where none are required, the whole chain stays within the minutes of the entitlement.
 * @param chain the grant and all that it continues
 */
export function extensionOf(
  grant: Grant,
  minutes: unknown,
  entitlement: Entitlement,
  chain: readonly Grant[],
):
  | { readonly ok: true; readonly request: AccessRequest }
  | { readonly ok: false; readonly refusal: Refusal<LiveReason | RefusalReason> } {
  if (grant.state !== "ACTIVE" || grant.window === null) {
    const message = `only an active grant is extended; this one is ${grant.state}`;
    return { ok: false, refusal: { reason: "wrong_state", message } };
  }
  const past = chain.reduce((sum, link) => sum + link.minutes, 0);
  const longest =
    entitlement.approval.required === 0 ? entitlement.maxMinutes - past : entitlement.maxMinutes;
  if (typeof minutes !== "number" || !Number.isInteger(minutes) || minutes < 1 || minutes > longest) {
    const end = formatInstant(grant.window.deadline);
    const message = `${Math.max(0, longest)} more minutes are possible from ${end} on`;
    return { ok: false, refusal: { reason: "minutes_out_of_range", message } };
  }
  return { ok: true, request: { ...grant.request, minutes, notBefore: grant.window.deadline } };
}
