import { verb } from "../command.js";
import { format, now, option } from "../options.js";
import { budget, logs, state } from "./options.js";
import type { DetectRunOptions } from "./run-run.js";

/** `cordon detect run`. */
export const detectRun = verb<readonly [], DetectRunOptions>({
  name: "run",
  description:
    "Find what is unusual in a log, by the score and by the rules: one finding a rule, subject and day.",
  options: [
    logs(),
    budget(),
    now("the instant at which the log ends (RFC 3339); left out, the clock's"),
    option("--since <instant>", "the first instant whose findings are wanted; left out, 24 hours before"),
    state("the folder that remembers findings and what was said of them; left out, nothing is remembered"),
    option("--surroundings <file>", "egress networks, critical resources and administration, as JSON"),
    option("--suppressions <file>", "findings that tell nobody until they expire, with reasons, as JSON"),
    format<DetectRunOptions["format"]>(["table", "json", "ocsf", "html"]),
  ],
  notes: `A finding that was acknowledged, or is muted or suppressed until an instant, makes no exit 1.
A critical finding teaches nothing until it is acknowledged as benign: attackers do not train the model.`,
  exitCodes: "0 nothing to tell, 1 findings, 2 bad usage or an unreadable log.",
  example: `cordon detect run --logs 'lake/**/*.parquet' --now 2026-03-01T10:00:00Z --budget 5`,
  load: async () => (await import("./run-run.js")).runDetectRun,
});
