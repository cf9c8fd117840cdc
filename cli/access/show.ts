import { verb } from "../command.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";
import type { ShowArguments, ShowOptions } from "./show-run.js";

/** `cordon access show`. */
export const accessShow = verb<ShowArguments, ShowOptions>({
  name: "show",
  summary: "show a grant and what was asked for",
  description: "Shows one grant: what was asked for, who approved it, where it stands.",
  arguments: [["<grant>", "id of the grant"]],
  options: liveOptions(),
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access show 01J0000000000000000000000 --local demo --as user:u-17",
  load: async () => (await import("./show-run.js")).runShow,
});
