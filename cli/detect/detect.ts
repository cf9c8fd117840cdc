import { group } from "../command.js";
import { detectAcknowledge } from "./acknowledge.js";
import { detectBacktest } from "./backtest.js";
import { detectDrill } from "./drill.js";
import { detectExplain } from "./explain.js";
import { detectRun } from "./run.js";
import { detectScore } from "./score.js";

/** `cordon detect` and its verbs. */
export const detect = group(
  {
    name: "detect",
    summary: "find what is unusual in the access log",
    description: "Detection: what is unusual in the access log, at a number of alerts that the team chose.",
    example: "cordon detect run --logs 'lake/**/*.parquet' --now 2026-03-01T10:00:00Z --budget 5",
  },
  [detectRun, detectScore, detectExplain, detectAcknowledge, detectBacktest, detectDrill],
);
