import { verb } from "../command.js";
import { format, now, required } from "../options.js";
import type { DetectExplainOptions } from "./explain-run.js";

/** `cordon detect explain`. */
export const detectExplain = verb<readonly [string], DetectExplainOptions>({
  name: "explain",
  description: "Say why a finding is one, and what would have had to differ.",
  arguments: [["<finding>", "the id of the finding, as run prints it"]],
  options: [
    required("--state <dir>", "the folder of run"),
    now("the instant at which mutes are judged (RFC 3339); left out, the clock's"),
    format<DetectExplainOptions["format"]>(["table", "json"]),
  ],
  exitCodes: "0 explained, 2 bad usage or an unknown finding.",
  example: "cordon detect explain CORDON-DET-000/u-17/2026-03-01 --state detection",
  load: async () => (await import("./explain-run.js")).runDetectExplain,
});
