import type { GrantWindow } from "../iam/deadline.js";
import type { Entitlement, FlowEntitlement } from "./entitlement.js";
import type { AccessRequest } from "./request.js";

/** Where a grant stands. "Stuck" is a flag, never a state: what is stuck is still tried. */
export type GrantState =
  | "PENDING"
  | "APPROVED"
  | "PROVISIONING"
  | "ACTIVE"
  | "ROLLING_BACK"
  | "REVOKING"
  | "DENIED"
  | "CANCELLED"
  | "LAPSED"
  | "FAILED"
  | "EXPIRED"
  | "REVOKED";

/** What happens to a grant. */
export type GrantEventType =
  | "approve"
  | "deny"
  | "cancel"
  | "lapse"
  | "start"
  | "attached"
  | "fail"
  | "expire"
  | "revoke"
  | "absent"
  | "retry";

/** One row of the table: in a state, an event leads to one of some states. */
export interface Transition {
  readonly from: GrantState;
  readonly event: GrantEventType;
  readonly to: readonly GrantState[];
}

function row(from: GrantState, event: GrantEventType, ...to: readonly GrantState[]): Transition {
  return { from, event, to };
}

/** Everything that may happen to a grant; what is not in it is `wrong_state`. */
export const TRANSITIONS: readonly Transition[] = [
  row("PENDING", "approve", "PENDING", "APPROVED"),
  row("PENDING", "deny", "DENIED"),
  row("PENDING", "cancel", "CANCELLED"),
  row("PENDING", "revoke", "CANCELLED"),
  row("PENDING", "lapse", "LAPSED"),
  // Cancelled where the requester or the entitlement is not what was approved any more.
  row("APPROVED", "start", "PROVISIONING", "CANCELLED"),
  row("APPROVED", "cancel", "CANCELLED"),
  row("APPROVED", "revoke", "CANCELLED"),
  row("APPROVED", "lapse", "LAPSED"),
  row("PROVISIONING", "attached", "ACTIVE"),
  row("PROVISIONING", "fail", "ROLLING_BACK"),
  row("PROVISIONING", "revoke", "ROLLING_BACK"),
  row("PROVISIONING", "expire", "ROLLING_BACK"),
  row("ACTIVE", "expire", "REVOKING"),
  row("ACTIVE", "revoke", "REVOKING"),
  row("ROLLING_BACK", "retry", "ROLLING_BACK"),
  row("ROLLING_BACK", "absent", "FAILED"),
  row("REVOKING", "retry", "REVOKING"),
  row("REVOKING", "absent", "EXPIRED", "REVOKED"),
];

/** States that nothing leaves. */
export const FINAL_STATES: ReadonlySet<GrantState> = new Set<GrantState>([
  "DENIED",
  "CANCELLED",
  "LAPSED",
  "FAILED",
  "EXPIRED",
  "REVOKED",
]);

/** States of which somebody is told: approvers of what waits for them, watchers of access that begins and ends. */
export const TOLD_STATES: ReadonlySet<GrantState> = new Set<GrantState>([
  "PENDING",
  "ACTIVE",
  "FAILED",
  "EXPIRED",
  "REVOKED",
]);

/** The states that an event may lead to from a state, or undefined where it may not happen. */
export function transitionOf(from: GrantState, event: GrantEventType): Transition | undefined {
  return TRANSITIONS.find((transition) => transition.from === from && transition.event === event);
}

/** One approval: who gave it, when, and of which bytes. */
export interface GivenApproval {
  readonly by: string;
  readonly at: number;
  readonly hash: string;
}

/** Why a grant ends before its deadline. */
export type RevokeReason = "requested" | "drift" | "entitlement_changed" | "external";

/** One approved, time-bounded entitlement in flight; what the store keeps. Instants are milliseconds since 1970. */
export interface Grant {
  readonly id: string;
  /** Counts the changes, for conditional writes. */
  readonly version: number;
  readonly state: GrantState;
  /** When the state was entered. */
  readonly since: number;
  /** As it was asked for; its minutes are in range. */
  readonly request: AccessRequest;
  readonly kind: "role" | "policy" | "flow";
  readonly target: string;
  /** Minutes that it will last: those of the request, or what an approver shortened them to. */
  readonly minutes: number;
  readonly requestedAt: number;
  /** When the request lapses unless it is approved. */
  readonly pendingUntil: number;
  readonly approval: {
    readonly required: number;
    readonly approvers: readonly string[];
    /** What approvers sign. */
    readonly hash: string;
    readonly given: readonly GivenApproval[];
  };
  /** Set when it starts. */
  readonly window: GrantWindow | null;
  readonly documentHash: string | null;
  /** Patterns of the actions that it allows; empty before the start and for the kinds that IAM does not enforce. */
  readonly allowed: readonly string[];
  /** What a flow opens: the grant is revoked even where its entitlement is gone. Null for the other kinds. */
  readonly flow: FlowEntitlement["flow"] | null;
  /** What the entitlement gave when it started, narrowed to what was asked for. Null before the start. */
  readonly granted: Entitlement | null;
  /** Attempts of the revoke or rollback that failed. */
  readonly attempts: number;
  readonly stuck: boolean;
  /** Why it ended, or is ending: a reason code or "expired". */
  readonly ending: string | null;
  readonly breakGlass: boolean;
  readonly review: "none" | "owed" | "done";
  /** Whether somebody has still to be told of the state: written before they are told, so that no notice is lost. */
  readonly untold: boolean;
  /** The grant that this one continues. */
  readonly extends: string | null;
}

/** Whether something is still to be done for a grant: it can change, a review is owed, or somebody is to be told. */
export function isOpen({ state, review, untold }: Grant): boolean {
  return !FINAL_STATES.has(state) || review === "owed" || untold;
}
