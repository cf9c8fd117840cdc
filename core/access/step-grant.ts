import { formatInstant, parseInstant } from "../time/instant.js";
import { FINAL_STATES, type Grant, type GrantState, TOLD_STATES, transitionOf } from "./grant.js";
import type { Actor, AuditRecord, GrantEvent } from "./grant-event.js";
import { actionsOf } from "./plan-each.js";
import { isNamed, isSamePerson, type Requester } from "./principal.js";
import type { LiveReason, Refusal, RefusalReason } from "./reason-codes.js";

/** A grant after a change with the record of it, to be written together; or why nothing changed. */
export type Step =
  | { readonly ok: true; readonly grant: Grant; readonly audit: AuditRecord }
  | { readonly ok: false; readonly refusal: Refusal<LiveReason | RefusalReason> };

/** Attempts of a revoke after which somebody is told. It is tried for ever all the same. */
export const STUCK_AFTER = 6;
/** How long after its start an approved grant may still begin, and how long provisioning may take. */
export const PATIENCE_MS = 5 * 60_000;
/** How early an extension is attached: its own `DateGreaterThanEquals` holds it shut until then. */
export const EXTENSION_LEAD_MS = 5 * 60_000;

/** What an event makes of a grant. The caller writes it on the condition that the version is still the old one. */
export function stepGrant(grant: Grant, event: GrantEvent): Step {
  const refusal = objection(grant, event);
  if (refusal !== undefined) return { ok: false, refusal };
  const { changes, detail = {} } = changesOf(grant, event);
  const state = changes.state ?? grant.state;
  if (transitionOf(grant.state, event.type)?.to.includes(state) !== true) {
    throw new TypeError(
      `${event.type} leads from ${grant.state} to ${state}, which is not a row of the table`,
    );
  }
  const since = state === grant.state ? grant.since : event.at;
  const untold = state === grant.state ? grant.untold : isToldOf(grant, state);
  const next: Grant = { ...grant, ...changes, since, untold, version: grant.version + 1 };
  const actor = "by" in event ? event.by : "system";
  return { ok: true, grant: next, audit: auditOf(next, event.type, actor, event.at, grant.state, detail) };
}

/** Whether somebody is to be told of the state that a grant enters. */
function isToldOf({ breakGlass, untold }: Grant, state: GrantState): boolean {
  if (TOLD_STATES.has(state)) return true;
  // Who was skipped hears of it whatever becomes of the grant.
  return breakGlass && untold;
}

/** Writes down that somebody was told of the state that the grant had; wrong where it has another by now. */
export function tellGrant(grant: Grant, state: GrantState, at: number): Step {
  if (!grant.untold || grant.state !== state) {
    return { ok: false, refusal: no("wrong_state", "this was told already, or is over") };
  }
  const next: Grant = { ...grant, untold: false, version: grant.version + 1 };
  return { ok: true, grant: next, audit: auditOf(next, "told", "system", at, grant.state, {}) };
}

/** The record of a change. */
export function auditOf(
  grant: Grant,
  event: string,
  actor: Actor,
  at: number,
  from: GrantState | null,
  detail: AuditRecord["detail"],
): AuditRecord {
  return {
    grant: grant.id,
    at: formatInstant(at),
    actor: actor === "system" ? actor : `${actor.kind ?? "user"}:${actor.id}`,
    event,
    from,
    to: grant.state,
    detail,
  };
}

/** The record of what changed nothing, with the state of its grant at the moment when it is written. */
export function noteOf(audit: AuditRecord, grant: Pick<Grant, "state"> | undefined): AuditRecord {
  return grant === undefined ? audit : { ...audit, from: grant.state, to: grant.state };
}

/** When an approved grant is to begin. */
export function startOf({ request, since }: Grant): number {
  return Math.max(since, request.notBefore ?? since);
}

/** Who may end a grant: its requester, its approvers, operators and Cordon itself. */
export function mayRevoke(grant: Grant, by: Actor, isOperator = false): boolean {
  if (by === "system" || isOperator) return true;
  return isSamePerson(by.id, grant.request.requester.id) || isApprover(grant, by);
}

/** Why the event may not happen. */
function objection(grant: Grant, event: GrantEvent): Refusal<LiveReason | RefusalReason> | undefined {
  if (event.type === "approve") {
    // First, so that a repeated message is told that it changed nothing.
    const isRepeated = grant.approval.given.some(({ by }) => isSamePerson(by, event.by.id));
    if (isRepeated) return no("already_approved", `${event.by.id} has approved this request already`);
  }
  if (transitionOf(grant.state, event.type) === undefined) {
    const end = FINAL_STATES.has(grant.state) ? ", which is final" : "";
    return no("wrong_state", `a grant that is ${grant.state}${end} cannot take "${event.type}"`);
  }
  const isRequester =
    "by" in event && event.by !== "system" && isSamePerson(event.by.id, grant.request.requester.id);
  switch (event.type) {
    case "approve":
      return objectionToApproval(grant, event, isRequester);
    case "deny":
      return isRequester || !isApprover(grant, event.by)
        ? no("not_allowed", `${event.by.id} is none of the approvers`)
        : undefined;
    case "cancel":
      return isRequester ? undefined : no("not_allowed", "only the requester cancels a request");
    case "revoke": {
      return mayRevoke(grant, event.by, event.isOperator)
        ? undefined
        : no("not_allowed", "only requester, approvers and operators revoke a grant");
    }
    case "start": {
      const earliest = startOf(grant) - (grant.extends === null ? 0 : EXTENSION_LEAD_MS);
      if (event.at < earliest) return no("wrong_state", `it starts at ${formatInstant(startOf(grant))}`);
      return event.at > startOf(grant) + PATIENCE_MS ? no("lapsed", "its start is over") : undefined;
    }
    case "lapse": {
      const end = grant.state === "PENDING" ? grant.pendingUntil : startOf(grant) + PATIENCE_MS;
      return event.at < end ? no("wrong_state", `it lapses at ${formatInstant(end)}`) : undefined;
    }
    case "expire":
      return grant.window !== null && event.at < grant.window.deadline
        ? no("wrong_state", `it lasts until ${formatInstant(grant.window.deadline)}`)
        : undefined;
    default:
      return undefined;
  }
}

function objectionToApproval(
  grant: Grant,
  { by, at, hash, minutes }: Extract<GrantEvent, { readonly type: "approve" }>,
  isRequester: boolean,
): Refusal<LiveReason | RefusalReason> | undefined {
  if (isRequester) return no("self_approval", "nobody approves a request of their own, in whatever role");
  if (!isApprover(grant, by)) return no("not_allowed", `${by.id} is none of the approvers`);
  if (at >= grant.pendingUntil)
    return no("lapsed", `the request lapsed at ${formatInstant(grant.pendingUntil)}`);
  if (hash !== grant.approval.hash) return no("hash_mismatch", "the hash is that of another request");
  if (minutes === undefined) return undefined;
  const fits = Number.isInteger(minutes) && minutes >= 1 && minutes <= grant.minutes;
  return fits
    ? undefined
    : no("minutes_out_of_range", `an approver may only shorten: 1 to ${grant.minutes} minutes`);
}

function isApprover({ approval }: Grant, by: Requester): boolean {
  return isNamed(approval.approvers, by);
}

interface Changes {
  readonly changes: Partial<Grant>;
  readonly detail?: AuditRecord["detail"];
}

/** What changes in the grant, given that nothing speaks against it. */
function changesOf(grant: Grant, event: GrantEvent): Changes {
  switch (event.type) {
    case "approve": {
      const { required, given } = grant.approval;
      const all = [...given, { by: event.by.id, at: event.at, hash: event.hash }];
      const minutes = event.minutes ?? grant.minutes;
      const state = all.length >= required ? "APPROVED" : "PENDING";
      return {
        changes: { state, minutes, approval: { ...grant.approval, given: all } },
        detail: { hash: event.hash, minutes, approvals: all.length, required },
      };
    }
    case "deny":
      return { changes: { state: "DENIED", ending: "denied" } };
    case "cancel":
      return { changes: { state: "CANCELLED", ending: "cancelled" } };
    case "lapse":
      return { changes: { state: "LAPSED", ending: "lapsed" } };
    case "start":
      return started(event);
    case "attached":
      return { changes: { state: "ACTIVE" }, detail: deadlineOf(grant) };
    case "fail":
      return {
        changes: { state: "ROLLING_BACK", ending: event.why, attempts: 0 },
        detail: { why: event.why },
      };
    case "expire": {
      const state = grant.state === "ACTIVE" ? "REVOKING" : "ROLLING_BACK";
      return { changes: { state, ending: "expired", attempts: 0 }, detail: deadlineOf(grant) };
    }
    case "revoke": {
      const states = { ACTIVE: "REVOKING", PROVISIONING: "ROLLING_BACK" } as const;
      const state =
        grant.state === "ACTIVE" || grant.state === "PROVISIONING" ? states[grant.state] : "CANCELLED";
      return { changes: { state, ending: event.why, attempts: 0 }, detail: { why: event.why } };
    }
    case "absent": {
      const revoked = grant.ending === "expired" ? "EXPIRED" : "REVOKED";
      const state = grant.state === "ROLLING_BACK" ? "FAILED" : revoked;
      return { changes: { state, stuck: false }, detail: { ending: grant.ending } };
    }
    case "retry": {
      const attempts = grant.attempts + 1;
      const stuck = attempts >= STUCK_AFTER;
      return { changes: { attempts, stuck }, detail: { attempts, stuck } };
    }
  }
}

function started({ plan, granted }: Extract<GrantEvent, { readonly type: "start" }>): Changes {
  if (!("deadline" in plan)) {
    return { changes: { state: "CANCELLED", ending: plan.reason }, detail: { why: plan.reason } };
  }
  const { notBefore, deadline, documentHash } = plan;
  const window = { activation: parseInstant(notBefore), deadline: parseInstant(deadline) };
  return {
    changes: { state: "PROVISIONING", window, documentHash, allowed: actionsOf(plan), granted },
    detail: { notBefore, deadline, documentHash },
  };
}

function deadlineOf({ window }: Grant): AuditRecord["detail"] {
  return { deadline: window === null ? null : formatInstant(window.deadline) };
}

function no<Reason extends LiveReason | RefusalReason>(reason: Reason, message: string): Refusal<Reason> {
  return { reason, message };
}
