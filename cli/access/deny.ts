import { verb } from "../command.js";
import type { DenyArguments, DenyOptions } from "./deny-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access deny`. */
export const accessDeny = verb<DenyArguments, DenyOptions>({
  name: "deny",
  summary: "refuse a request",
  description: "Refuses a request, as one of its approvers.",
  arguments: [["<grant>", "id of the grant"]],
  options: [...liveOptions()],
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access deny 01J0000000000000000000000 --local demo --as user:lead-1",
  load: async () => (await import("./deny-run.js")).runDeny,
});
