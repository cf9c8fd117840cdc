import { assumeTarget } from "../../services/access-broker/assume-target.js";
import { cancelGrant } from "../../services/access-broker/cancel-grant.js";
import { extendGrant } from "../../services/access-broker/extend-grant.js";
import { listGrants } from "../../services/access-broker/list-grants.js";
import { reportGrants } from "../../services/access-broker/report-grants.js";
import { requestAccess } from "../../services/access-broker/request-access.js";
import { showGrant } from "../../services/access-broker/show-grant.js";
import type { RequestCommand, RequestPorts } from "../../services/access-broker/verbs.js";
import { type Answered, periodOf, textOf } from "../wiring/access/answer-caller.js";

/** What the function for requests answers; of others' grants only those that the caller may approve. */
export function requestVerbs(ports: RequestPorts): Readonly<Record<string, Answered>> {
  const reading = { ...ports, heads: { keep: absent, kept: absent } };
  return {
    request: (caller, request, token) =>
      requestAccess(ports, caller, request as unknown as RequestCommand, token),
    extend: (caller, request, token) =>
      extendGrant(ports, caller, { grant: textOf(request, "grant"), minutes: request["minutes"] }, token),
    cancel: (caller, request) => cancelGrant(ports, caller, { grant: textOf(request, "grant") }),
    list: (caller) => listGrants(reading, caller),
    show: (caller, request) => showGrant(reading, caller, { grant: textOf(request, "grant") }),
    report: (caller, request) => reportGrants(reading, caller, periodOf(request)),
    credentials: (caller, request) => assumeTarget(ports, caller, { grant: textOf(request, "grant") }),
  };
}

function absent(): Promise<never> {
  return Promise.reject(new Error("This function does not know the head of the audit chain."));
}
