import type { Grant } from "../../../core/access/grant.js";
import type { GrantEvent } from "../../../core/access/grant-event.js";
import { openGrant } from "../../../core/access/open-grant.js";
import { planRequest } from "../../../core/access/plan.js";
import { readRequest } from "../../../core/access/request.js";
import { planStart } from "../../../core/access/start-grant.js";
import { type Step, stepGrant } from "../../../core/access/step-grant.js";
import { entitlement, entitlements, NOW, request } from "./sample.js";

export const LEADS = { required: 2, approvers: ["group:leads", "user:boss"] };
export const LEAD = { id: "lead-1", groups: ["leads"] };
export const OTHER_LEAD = { id: "lead-2", groups: ["leads"] };
export const REQUESTER = { id: "u-17", groups: ["oncall", "leads"] };

/** A new grant, waiting for two approvals unless the parts say otherwise. */
export function open(
  parts: Readonly<Record<string, unknown>> = { approval: LEADS },
  body: Readonly<Record<string, unknown>> = {},
  opening: { readonly breakGlass?: boolean; readonly extends?: string } = {},
): Grant {
  const file = entitlements(entitlement(parts));
  const read = readRequest(request(body));
  if (!read.ok) throw new Error(read.refusal.message);
  const plan = planRequest(read.value, file, { now: NOW, withoutApproval: opening.breakGlass === true });
  if (plan.decision === "refused") throw new Error(plan.message);
  const [first] = file;
  if (first === undefined) throw new Error("no entitlement");
  return openGrant({ id: "g1", at: NOW, request: read.value, entitlement: first, plan, ...opening }).grant;
}

/** The grant after events that must all be possible. */
export function following(grant: Grant, ...events: readonly GrantEvent[]): Grant {
  return events.reduce((current, event) => {
    const step = stepGrant(current, event);
    if (!step.ok) throw new Error(`${event.type}: ${step.refusal.reason}`);
    return step.grant;
  }, grant);
}

export function reasonOf(step: Step): string {
  return step.ok ? step.grant.state : step.refusal.reason;
}

export function start(
  grant: Grant,
  at: number,
  parts: Readonly<Record<string, unknown>> = { approval: LEADS },
): GrantEvent {
  const plan = planStart(grant, REQUESTER, entitlements(entitlement(parts)), { now: at });
  return { type: "start", at, plan, granted: null };
}
