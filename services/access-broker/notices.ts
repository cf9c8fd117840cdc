import type { EntitlementFile } from "../../core/access/entitlement.js";
import { type Grant, TOLD_STATES } from "../../core/access/grant.js";
import { tellGrant } from "../../core/access/step-grant.js";
import { formatInstant } from "../../core/time/instant.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { changeGrantBy } from "./change-grant.js";
import type { Notice } from "./ports.js";
import type { RevokePorts } from "./verbs.js";

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

/** The notice that a grant owes of its state; undefined where nobody is to be told. */
export function owedNotice(grant: Grant, topics: readonly string[]): Notice | undefined {
  if (!grant.untold) return undefined;
  if (grant.state === "PENDING") return approvalNotice(grant, topics);
  const isSkipping = grant.breakGlass && !TOLD_STATES.has(grant.state);
  return toldNotice(grant, isSkipping ? "break glass" : grant.state.toLowerCase(), topics);
}

/**
 * Tells whoever is to be told of the state, and writes down that they were. No notice holds up a grant: where nobody can
 * be told, or that cannot be written, the sweep tells.
 */
export async function tellOwed(
  { notifier, store, clock }: Pick<RevokePorts, "notifier" | "store" | "clock">,
  grant: Grant,
  topics: readonly string[],
): Promise<Grant> {
  const notice = owedNotice(grant, topics);
  if (notice === undefined) return grant;
  try {
    await notifier.tell(notice);
    const told = await changeGrantBy(store, grant.id, (current) =>
      tellGrant(current, grant.state, clock.now()),
    );
    return told?.grant ?? grant;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return grant;
  }
}

/** Topics that the entitlement of the grant names; none where it is gone. */
export function topicsOf({ entitlements }: EntitlementFile, grant: Grant): readonly string[] {
  return entitlements.find(({ id }) => id === grant.request.entitlement)?.notify ?? [];
}

function sentence({ request, minutes, target }: Grant, verb: string): string {
  const { requester, entitlement, reason, ticket } = request;
  const why = [reason, ticket].filter((text) => text !== undefined).join(", ");
  return `${requester.id} ${verb} ${entitlement} on ${target} for ${minutes} minutes${why === "" ? "" : ` (${why})`}`;
}
