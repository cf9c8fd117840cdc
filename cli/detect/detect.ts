import { group } from "../command.js";
import { detectScore } from "./score.js";

/** `cordon detect` and its verbs. */
export const detect = group(
  {
    name: "detect",
    summary: "find what is unusual in the access log",
    description: "Detection: what is unusual in the access log, at a number of alerts that the team chose.",
    example: "cordon detect score --logs 'lake/**/*.parquet' --train-until 2026-03-01T00:00:00Z ...",
  },
  [detectScore],
);
