import { verb } from "../command.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";
import type { SweepArguments, SweepOptions } from "./sweep-run.js";

/** `cordon access sweep`. */
export const accessSweep = verb<SweepArguments, SweepOptions>({
  name: "sweep",
  summary: "finish or undo what is half-done, end what is over",
  description:
    "Compares ledger and AWS in both directions; ends what is over, finishes or undoes what is half-done.",
  options: liveOptions(),
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access sweep --local demo",
  load: async () => (await import("./sweep-run.js")).runSweep,
});
