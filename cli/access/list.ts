import { verb } from "../command.js";
import type { ListArguments, ListOptions } from "./list-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access list`. */
export const accessList = verb<ListArguments, ListOptions>({
  name: "list",
  summary: "list the grants that one may see",
  description: "Lists one's own grants and those that one may approve.",
  options: liveOptions(),
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access list --local demo --as user:u-17",
  load: async () => (await import("./list-run.js")).runList,
});
