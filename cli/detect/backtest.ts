import { verb } from "../command.js";
import { format, option, required } from "../options.js";
import type { DetectBacktestOptions } from "./backtest-run.js";
import { logs } from "./options.js";

/** `cordon detect backtest`. */
export const detectBacktest = verb<readonly [], DetectBacktestOptions>({
  name: "backtest",
  description:
    "Run a rule over a log as if it had been there: alerts a day, bytes scanned and dollars a month.",
  options: [
    required("--rule <id|file>", "a rule, a JSON file with its id and settings, or with a rule of your own"),
    logs(),
    option("--expect <alerts a day>", "the most alerts a day that are expected; more make exit 1"),
    option("--surroundings <file>", "egress networks, critical resources and administration, as JSON"),
    format<DetectBacktestOptions["format"]>(["table", "json"]),
  ],
  exitCodes: "0 as expected, 1 more alerts a day than expected, 2 bad usage or an unreadable log.",
  example: "cordon detect backtest --rule CORDON-DET-001 --logs 'lake/**/*.parquet' --expect 2",
  load: async () => (await import("./backtest-run.js")).runDetectBacktest,
});
