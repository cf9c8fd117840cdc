import { FINAL_STATES, type Grant } from "../../core/access/grant.js";
import { statedAccess } from "../../core/access/stated-access.js";
import { formatInstant } from "../../core/time/instant.js";
import type { AccessBrokerVerbs, ReportRow } from "./verbs.js";
import { visibleGrants } from "./visible-grants.js";

/** The grants that were asked for or in force in a period, `from` inclusive and `to` exclusive: for access reviews. */
export const reportGrants: AccessBrokerVerbs["reportGrants"] = async ({ store }, caller, { from, to }) => {
  const grants = await visibleGrants(store, caller);
  return { grants: grants.filter((grant) => touches(grant, from, to)).map(rowOf) };
};

function touches({ requestedAt, window }: Grant, from: number, to: number): boolean {
  if (requestedAt >= from && requestedAt < to) return true;
  return window !== null && window.activation < to && window.deadline > from;
}

function rowOf(grant: Grant): ReportRow {
  const { request, window } = grant;
  return {
    grant: grant.id,
    requester: `${request.requester.kind ?? "user"}:${request.requester.id}`,
    entitlement: request.entitlement,
    target: grant.target,
    state: grant.state,
    requestedAt: formatInstant(grant.requestedAt),
    activation: window === null ? null : formatInstant(window.activation),
    deadline: window === null ? null : formatInstant(window.deadline),
    endedAt: FINAL_STATES.has(grant.state) ? formatInstant(grant.since) : null,
    ending: grant.ending,
    minutes: grant.minutes,
    reason: request.reason ?? null,
    ticket: request.ticket ?? null,
    approvedBy: grant.approval.given.map(({ by }) => by),
    breakGlass: grant.breakGlass,
    review: grant.review,
    extends: grant.extends,
    documentHash: grant.documentHash,
    stated: statedAccess(grant.granted),
  };
}
