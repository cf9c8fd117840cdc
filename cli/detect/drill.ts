import { verb } from "../command.js";
import { format, now, required } from "../options.js";
import type { DetectDrillOptions } from "./drill-run.js";
import { logs } from "./options.js";

/** `cordon detect drill`. */
export const detectDrill = verb<readonly [], DetectDrillOptions>({
  name: "drill",
  description:
    "Play the canary attack of a rule in a log, which stays as it is, and measure the time to detection.",
  options: [
    required("--rule <id>", "the rule whose attack is played"),
    logs(),
    now("the instant of the attack's last event (RFC 3339); left out, the clock's"),
    format<DetectDrillOptions["format"]>(["table", "json"]),
  ],
  notes:
    "The time counts from the attack's first event to the run of the schedule that finds it; delivery is not in it.",
  exitCodes: "0 found, 1 missed, 2 bad usage or an unreadable log.",
  example: "cordon detect drill --rule CORDON-DET-001 --logs 'lake/**/*.parquet' --now 2026-03-01T10:00:00Z",
  load: async () => (await import("./drill-run.js")).runDetectDrill,
});
