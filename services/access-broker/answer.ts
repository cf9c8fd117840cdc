import { FINAL_STATES, type Grant, type GrantState } from "../../core/access/grant.js";
import { formatInstant } from "../../core/time/instant.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { policyArnOf } from "./grant-objects.js";
import type { GrantAnswer } from "./verbs.js";

/** States in which what was asked for did not come about. */
const UNDONE: ReadonlySet<GrantState> = new Set<GrantState>([
  "CANCELLED",
  "LAPSED",
  "FAILED",
  "ROLLING_BACK",
]);

/** Where the grant stands. */
export function answerOf(grant: Grant, over: Partial<GrantAnswer> = {}): GrantAnswer {
  return {
    grant: grant.id,
    state: grant.state,
    reason: reasonOf(grant),
    deadline: grant.window === null ? null : formatInstant(grant.window.deadline),
    policyArn: grant.window === null ? null : policyArnOf(grant),
    approvals: { ...grant.approval, given: grant.approval.given.map(({ by }) => by) },
    message: messageOf(grant),
    entitlement: grant.request.entitlement,
    refused: false,
    ...over,
  };
}

/** The same after a verb that should have led to access. */
export function outcomeOf(grant: Grant): GrantAnswer {
  return answerOf(grant, { refused: UNDONE.has(grant.state) });
}

/** A refusal; the grant stays as it is. */
export function refusedAnswer(
  { reason, message }: { readonly reason: string; readonly message: string },
  grant?: Grant,
  entitlement: string | null = null,
): GrantAnswer {
  if (grant !== undefined) return answerOf(grant, { reason, message, refused: true });
  return {
    grant: null,
    state: null,
    reason,
    deadline: null,
    policyArn: null,
    approvals: null,
    message,
    entitlement,
    refused: true,
  };
}

/** The answer about a grant that is not there, or that the caller may not know of. */
export function unknownGrant(id: string): GrantAnswer {
  return refusedAnswer({ reason: "not_allowed", message: `there is no grant ${id} that you may see` });
}

/** The verb's answer; where the outside world fails, a refusal. Everything that is then half-done is swept. */
export async function answering(verb: () => Promise<GrantAnswer>): Promise<GrantAnswer> {
  try {
    return await verb();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return refusedAnswer({ reason: "throttled", message: `try again: ${error.message}` });
  }
}

function reasonOf(grant: Grant): string {
  if (grant.state === "PENDING") return "approval_required";
  if (grant.state === "REVOKING" || grant.state === "ROLLING_BACK" || FINAL_STATES.has(grant.state)) {
    return grant.ending ?? grant.state.toLowerCase();
  }
  return "ready";
}

function messageOf({ state, approval, window, ending, minutes }: Grant): string {
  const until = window === null ? "" : ` until ${formatInstant(window.deadline)}`;
  switch (state) {
    case "PENDING":
      return `${approval.given.length} of ${approval.required} approvals; ${approval.approvers.join(", ")} may approve`;
    case "APPROVED":
      return `approved for ${minutes} minutes; it has not started yet`;
    case "PROVISIONING":
      return `it is being attached${until}`;
    case "ACTIVE":
      return `active${until}`;
    default:
      return ending === null ? state.toLowerCase() : `${state.toLowerCase()}: ${ending}`;
  }
}
