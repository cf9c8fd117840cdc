import { group } from "../command.js";
import { accessAuditVerify } from "./audit-verify.js";

/** `cordon access audit` and its verb. */
export const accessAudit = group(
  {
    name: "audit",
    summary: "verify the audit trail",
    description: "The audit trail of just-in-time access: every change of every grant, hash-chained.",
    example: "cordon access audit verify --local demo",
    isTerse: true,
  },
  [accessAuditVerify],
);
