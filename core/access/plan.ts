import type { GrantWindow } from "../iam/deadline.js";
import { compilePattern, coversPattern } from "../policy/language/pattern.js";
import { formatInstant, writtenInstant } from "../time/instant.js";
import { ticketPattern } from "./check-entitlement.js";
import type { Entitlement } from "./entitlement.js";
import { type Containment, IAM_CONTAINMENT, narrowStatements } from "./narrow.js";
import { ACTION_TEXT, RESOURCE_TEXT } from "./pattern-text.js";
import { contentOf, subjectOf } from "./plan-content.js";
import { approvalHash, previewName, statementsOf } from "./plan-hash.js";
import { type AccessPlan, type Approvals, refusedPlan } from "./plan-output.js";
import { isNamed } from "./principal.js";
import type { Refusal } from "./reason-codes.js";
import { type AccessRequest, LATEST_START_MS, readRequest } from "./request.js";

/** What a plan depends on beside the request. */
export interface PlanOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Actions that the requester's active grants allow. @default - none */
  readonly inForce?: readonly string[];
  /** Whether at least one person must approve, as while a critical finding on the requester is open. @default false */
  readonly atLeastOneApproval?: boolean;
  /** Name of the policy. @default - derived from request, entitlement and activation */
  readonly policyName?: string;
  /** Longest grant in place of the entitlement's, as for break glass. @default - the entitlement's */
  readonly maxMinutes?: number;
  /** Whether nobody is asked, as for break glass. @default false */
  readonly withoutApproval?: boolean;
}

/** Path of every policy that a grant creates. */
export const POLICY_PATH = "/jit/";

/** What `cordon access plan` answers to a request, which is untrusted JSON. It touches nothing. */
export function planAccess(
  json: unknown,
  entitlements: readonly Entitlement[],
  options: PlanOptions,
): AccessPlan {
  const request = readRequest(json);
  if (!request.ok) return refusedPlan(request.refusal.reason, request.refusal.message);
  return planRequest(request.value, entitlements, options);
}

/** The same for a request that was read. */
export function planRequest(
  request: AccessRequest,
  entitlements: readonly Entitlement[],
  options: PlanOptions,
): AccessPlan {
  const { now } = options;
  const entitlement = entitlements.find(({ id }) => id === request.entitlement);
  const activation = Math.max(Math.floor(now / 1000) * 1000, request.notBefore ?? Number.NEGATIVE_INFINITY);
  const refusal =
    malformed(request, entitlement, activation, options) ?? unfit(request, entitlement, options);
  if (refusal !== undefined) return refusedPlan(refusal.reason, refusal.message);
  // `unfit` refuses an unknown entitlement and every other type of minutes.
  return draw(request, entitlement as Entitlement, request.minutes as number, activation, options);
}

/** What is wrong with the form of the request, given the kind of its entitlement. */
function malformed(
  request: AccessRequest,
  entitlement: Entitlement | undefined,
  activation: number,
  { now, maxMinutes = entitlement?.maxMinutes }: PlanOptions,
): Refusal | undefined {
  const bad = (message: string): Refusal => ({ reason: "invalid_request", message });
  const { notBefore, minutes, actions = [], resources = [] } = request;
  if (notBefore !== undefined && notBefore > now + LATEST_START_MS) {
    return bad("`notBefore` is at most 30 days ahead");
  }
  const lasts = isMinutes(minutes, maxMinutes) ? minutes : 0;
  const ends = [activation, activation + lasts * 60_000];
  if (ends.some((end) => writtenInstant(end) === null))
    return bad("it would lie outside the years 0 to 9999");
  if (entitlement === undefined) return undefined;
  if (entitlement.kind === "flow") {
    return request.actions === undefined && request.resources === undefined
      ? undefined
      : bad("a flow has neither actions nor resources to narrow");
  }
  if (entitlement.kind === "policy") {
    return [...actions, ...resources].includes("") ? bad("an action or resource is empty") : undefined;
  }
  const action = actions.find((text) => !new RegExp(ACTION_TEXT).test(text));
  if (action !== undefined) return bad("an entry of `actions` is neither service:name nor *");
  const resource = resources.find((text) => !new RegExp(RESOURCE_TEXT).test(text));
  return resource === undefined ? undefined : bad("an entry of `resources` is neither an ARN nor *");
}

function isMinutes(minutes: unknown, most: number | undefined): minutes is number {
  return Number.isInteger(minutes) && most !== undefined && Number(minutes) >= 1 && Number(minutes) <= most;
}

/** Why the requester may not have it, in the order in which the reasons win. */
function unfit(
  request: AccessRequest,
  entitlement: Entitlement | undefined,
  { maxMinutes: most, withoutApproval = false }: PlanOptions,
): Refusal | undefined {
  const { requester, minutes, reason, ticket } = request;
  if (entitlement === undefined) {
    return { reason: "unknown_entitlement", message: "no entitlement has this id" };
  }
  const { breakGlass, maxMinutes, reason: rule } = entitlement;
  const eligible = withoutApproval ? (breakGlass?.eligible ?? []) : entitlement.eligible;
  const isSubject = entitlement.kind !== "policy" || subjectOf(requester) !== undefined;
  if (!isSubject || !isNamed(eligible, requester)) {
    return { reason: "not_eligible", message: `${requester.id} is not eligible for ${entitlement.id}` };
  }
  const longest = most ?? (withoutApproval ? (breakGlass?.maxMinutes ?? maxMinutes) : maxMinutes);
  if (!isMinutes(minutes, longest)) {
    return { reason: "minutes_out_of_range", message: `minutes is a whole number from 1 to ${longest}` };
  }
  if (rule?.required === true && reason === undefined) {
    return { reason: "reason_missing", message: `${entitlement.id} needs a reason` };
  }
  if (
    rule?.ticket !== undefined &&
    (ticket === undefined || ticketPattern(rule.ticket)?.test(ticket) !== true)
  ) {
    return {
      reason: "ticket_mismatch",
      message: `${entitlement.id} needs a ticket that matches ${rule.ticket}`,
    };
  }
  return undefined;
}

/** Patterns of access policies: `*` alone is a wildcard, and the case counts. */
const POLICY_CONTAINMENT: Containment = {
  action: (wide, narrow) => coversPattern(compilePattern(wide), compilePattern(narrow)),
  resource: (wide, narrow) => coversPattern(compilePattern(wide), compilePattern(narrow)),
};

/** The plan of a request that is in order, unless what it asks for cannot be granted. */
function draw(
  request: AccessRequest,
  entitlement: Entitlement,
  minutes: number,
  activation: number,
  options: PlanOptions,
): AccessPlan {
  const contains = entitlement.kind === "policy" ? POLICY_CONTAINMENT : IAM_CONTAINMENT;
  const narrowed = narrowStatements(statementsOf(entitlement), request, contains);
  if (!narrowed.ok) {
    const wider = narrowed.wider.slice(0, 5).join(", ");
    return refusedPlan("wider_than_entitlement", `no statement of ${entitlement.id} contains ${wider}`);
  }
  const window: GrantWindow = { activation, deadline: activation + minutes * 60_000 };
  const policyName = options.policyName ?? previewName(request, entitlement, activation);
  const { statements } = narrowed;
  const content = contentOf(entitlement, statements, request.requester, window, policyName, options.inForce);
  if ("refusal" in content) return refusedPlan(content.refusal.reason, content.refusal.message);

  const approvals: Approvals = {
    required: approvalsNeeded(entitlement, options),
    approvers: entitlement.approval.approvers,
    hash: approvalHash(request, entitlement, minutes, statements),
  };
  const isReady = approvals.required === 0;
  const [notBefore, deadline] = [formatInstant(window.activation), formatInstant(window.deadline)];
  return {
    decision: isReady ? "ready" : "needs-approval",
    reason: isReady ? "ready" : "approval_required",
    message: isReady
      ? `${minutes} minutes, until ${deadline}`
      : `${approvals.required} of ${approvals.approvers.join(", ")} must approve; as if approved now, until ${deadline}`,
    approvals,
    notBefore,
    deadline,
    policyName,
    policyPath: POLICY_PATH,
    ...content,
  };
}

function approvalsNeeded(
  { approval }: Entitlement,
  { atLeastOneApproval = false, withoutApproval = false }: PlanOptions,
): number {
  if (withoutApproval) return 0;
  return atLeastOneApproval ? Math.max(approval.required, 1) : approval.required;
}
