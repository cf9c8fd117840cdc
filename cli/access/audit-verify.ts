import { verb } from "../command.js";
import type { AuditVerifyArguments, AuditVerifyOptions } from "./audit-verify-run.js";
import { liveOptions } from "./live-options.js";

/** `cordon access audit verify`. */
export const accessAuditVerify = verb<AuditVerifyArguments, AuditVerifyOptions>({
  name: "verify",
  description: "Verifies that no event of the audit trail was changed, removed, added or moved.",
  options: liveOptions(),
  exitCodes: "0 whole, 1 not, with the first bad line, 2 bad usage or unreadable input.",
  example: "cordon access audit verify --local demo",
  load: async () => (await import("./audit-verify-run.js")).runAuditVerify,
});
