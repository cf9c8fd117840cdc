import { verb } from "../command.js";
import { format, required } from "../options.js";
import { budget, logs } from "./options.js";
import type { DetectScoreOptions } from "./score-run.js";

/** `cordon detect score`. */
export const detectScore = verb<readonly [], DetectScoreOptions>({
  name: "score",
  description: "Score every (user, hour) of a log: one JSON object a line.",
  options: [
    logs(),
    required("--train-until <instant>", "a UTC midnight: windows before it are history alone"),
    required("--until <instant>", "a full hour: where the last window ends"),
    budget(),
    format<DetectScoreOptions["format"]>(["jsonl"], "JSON lines"),
  ],
  notes: `Each window is compared with the 30 days before its own. A score of .85 is the alert budget exactly.
The shares of the evidence sum to 1. What the log lacks is said on standard error.`,
  exitCodes: "0 whatever is found, 2 bad usage or an unreadable log.",
  example: `cordon detect score --logs 'lake/**/*.parquet' --train-until 2026-03-01T00:00:00Z \\
      --until 2026-03-08T00:00:00Z --budget 5 --format jsonl
  {"user_id":"u-17","window":"2026-03-01T09:00:00Z","score":0.91,"log10p":-3.4,"alert":true,...}`,
  load: async () => (await import("./score-run.js")).runDetectScore,
});
