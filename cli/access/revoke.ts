import { verb } from "../command.js";
import { option } from "../options.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";
import type { RevokeArguments, RevokeOptions } from "./revoke-run.js";

/** `cordon access revoke`. */
export const accessRevoke = verb<RevokeArguments, RevokeOptions>({
  name: "revoke",
  summary: "end a grant now, or all of a person",
  description: "Ends a grant before its deadline, or all grants of a person.",
  arguments: [["[grant]", "id of the grant"]],
  options: [option("--person <id>", "all grants of this person"), ...liveOptions()],
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access revoke 01J0000000000000000000000 --local demo --as user:u-17",
  load: async () => (await import("./revoke-run.js")).runRevoke,
});
