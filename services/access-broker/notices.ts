import type { Grant } from "../../core/access/grant.js";
import { formatInstant } from "../../core/time/instant.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import type { Notice, Notifier } from "./ports.js";

/** The command that approves the grant. */
export function approvalCommand({ id, approval }: Grant): string {
  return `cordon access approve ${id} --hash ${approval.hash}`;
}

/** Tells those who may approve what is asked for; the last line is the command. */
export function approvalNotice(grant: Grant, topics: readonly string[]): Notice {
  return {
    to: "approve",
    grant: grant.id,
    event: "request",
    text: `${sentence(grant, "asks for")}\n${approvalCommand(grant)}`,
    persons: grant.approval.approvers,
    topics,
  };
}

/** Tells what has happened to a grant. */
export function toldNotice(grant: Grant, event: string, topics: readonly string[]): Notice {
  const until = grant.window === null ? "" : `, until ${formatInstant(grant.window.deadline)}`;
  return {
    to: "told",
    grant: grant.id,
    event,
    text: `${event}: ${sentence(grant, "has")}${until}`,
    // Break glass skips the approvers, so each of them is told.
    persons: grant.breakGlass ? grant.approval.approvers : [],
    topics,
  };
}

/** Tells, and goes on where nobody can be told: no notice holds up a grant. */
export async function tell(notifier: Notifier, notice: Notice): Promise<void> {
  try {
    await notifier.tell(notice);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
  }
}

function sentence({ request, minutes, target }: Grant, verb: string): string {
  const { requester, entitlement, reason, ticket } = request;
  const why = [reason, ticket].filter((text) => text !== undefined).join(", ");
  return `${requester.id} ${verb} ${entitlement} on ${target} for ${minutes} minutes${why === "" ? "" : ` (${why})`}`;
}
