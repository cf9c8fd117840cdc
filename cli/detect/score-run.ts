import { openLog } from "../../adapters/duckdb/open-log.js";
import { evidenceOf } from "../../core/detection/findings/words.js";
import { ALERT_SCORE, scoreOf, sharesOf } from "../../core/detection/scoring/score.js";
import { describeQuality, qualityOf } from "../../services/anomaly-detector/data-quality.js";
import {
  prepareScoring,
  type ScoringPlan,
  scoredWindows,
  type WindowRow,
} from "../../services/anomaly-detector/score-windows.js";
import { refusedOption } from "../input/refuse-option.js";
import { EXIT } from "../output/exit-codes.js";
import { Progress } from "../output/progress.js";
import { printable } from "../output/text.js";
import type { Streams } from "../streams.js";
import { budgetOf, hourOf, midnightOf } from "./options.js";

/** The options of `cordon detect score`. */
export interface DetectScoreOptions {
  readonly logs: string;
  readonly trainUntil: string;
  readonly until: string;
  readonly budget: string;
  readonly format: "jsonl";
}

/** Scores the windows in constant memory, and writes one a line. */
export async function runDetectScore(
  _: readonly [],
  options: DetectScoreOptions,
  streams: Streams,
): Promise<number> {
  const plan = planOf(options);
  const log = await openLog(options.logs);
  const progress = new Progress(streams.err);
  const told = (step: { readonly what: string; readonly done: number; readonly total: number }) =>
    progress.report({ unit: `steps: ${step.what}`, count: step.done, done: step.done, total: step.total });
  try {
    const quality = await qualityOf(log.engine, plan.until + LATE);
    const { threshold } = await prepareScoring(log.engine, plan, told);
    for await (const rows of scoredWindows(log.engine, plan, told)) {
      await streams.out.write(rows.map((row) => `${lineOf(row, threshold)}\n`).join(""));
    }
    progress.finish();
    for (const column of log.lacking) await streams.err.write(`the log has no column ${column}\n`);
    for (const fault of quality) await streams.err.write(`${printable(describeQuality(fault))}\n`);
  } finally {
    progress.finish();
    log.close();
  }
  return EXIT.clean;
}

/** A log may hold days after `--until`: those are no fault of it. */
const LATE = 3_660 * 24 * 3_600_000;

function planOf(options: DetectScoreOptions): ScoringPlan {
  const trainUntil = midnightOf("--train-until", options.trainUntil);
  const until = hourOf("--until", options.until);
  const budget = budgetOf(options.budget);
  if (until >= trainUntil) return { trainUntil, until, budget };
  throw refusedOption({
    where: "--until",
    summary: "the last window ends before the first begins",
    got: options.until,
    allowed: "an instant at or after --train-until",
    fix: "exchange the two instants",
  });
}

/** A window as its line; numbers are not rounded. */
function lineOf(row: WindowRow, threshold: number): string {
  const evidence = evidenceOf(row);
  const log10p = (row.log10p ?? 0) + 0;
  const score = scoreOf(log10p, threshold);
  return JSON.stringify({
    user_id: row.user_id,
    window: row.window_start?.replace(".000Z", "Z"),
    score,
    log10p,
    alert: score >= ALERT_SCORE,
    evidence: sharesOf(evidence),
  });
}
