import { listGrants } from "../../services/access-broker/list-grants.js";
import { reportGrants } from "../../services/access-broker/report-grants.js";
import { showGrant } from "../../services/access-broker/show-grant.js";
import type { ReportPorts } from "../../services/access-broker/verbs.js";
import { verifyAudit } from "../../services/access-broker/verify-audit.js";
import { type Answered, periodOf, textOf } from "../wiring/access/answer-caller.js";

/** What the function for reports answers: whoever IAM lets invoke it sees all grants. */
export function reportVerbs(ports: ReportPorts): Readonly<Record<string, Answered>> {
  return {
    list: (caller) => listGrants(ports, caller),
    show: (caller, request) => showGrant(ports, caller, { grant: textOf(request, "grant") }),
    report: (caller, request) => reportGrants(ports, caller, periodOf(request)),
    "audit-verify": () => verifyAudit(ports),
  };
}
