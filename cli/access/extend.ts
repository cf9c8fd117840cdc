import { verb } from "../command.js";
import { option, required } from "../options.js";
import type { ExtendArguments, ExtendOptions } from "./extend-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access extend`. */
export const accessExtend = verb<ExtendArguments, ExtendOptions>({
  name: "extend",
  summary: "ask for more minutes from a deadline on",
  description: "Asks for a new grant from the deadline of an active one on, with approvals of its own.",
  arguments: [["<grant>", "id of the active grant"]],
  options: [
    required("--minutes <n>", "how long from the old deadline on"),
    option("--client-token <token>", "the same token and request again give the same grant"),
    ...liveOptions(),
  ],
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access extend 01J0000000000000000000000 --minutes 30 --local demo --as user:u-17",
  load: async () => (await import("./extend-run.js")).runExtend,
});
