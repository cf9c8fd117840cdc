import { verb } from "../command.js";
import type { CancelArguments, CancelOptions } from "./cancel-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access cancel`. */
export const accessCancel = verb<CancelArguments, CancelOptions>({
  name: "cancel",
  summary: "take a request back",
  description: "Takes one's own request back before it starts.",
  arguments: [["<grant>", "id of the grant"]],
  options: [...liveOptions()],
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access cancel 01J0000000000000000000000 --local demo --as user:u-17",
  load: async () => (await import("./cancel-run.js")).runCancel,
});
