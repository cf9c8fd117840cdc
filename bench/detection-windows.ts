import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenLog, openLog } from "../adapters/duckdb/open-log.js";
import type { AccessLogRecord } from "../core/detection/access-log.js";
import { accessLogLine } from "../core/detection/access-log-record.js";
import { identifier } from "../core/detection/sql/identifier.js";
import { literal } from "../core/detection/sql/literal.js";
import { sql } from "../core/detection/sql/sql.js";
import { queryOf } from "../core/detection/sql/statement.js";
import { hourCells } from "../core/detection/sql/statements/hour-cells.js";
import { hourMoves } from "../core/detection/sql/statements/hour-moves.js";
import { windowScores } from "../core/detection/sql/statements/window-scores.js";
import type { SimulatedWorld } from "../core/detection/world/simulate.js";
import { parseInstant } from "../core/time/instant.js";
import {
  daysOf,
  prepareScoring,
  type ScoringPlan,
  scoredWindows,
  type WindowRow,
} from "../services/anomaly-detector/score-windows.js";
import { TABLES } from "../services/anomaly-detector/tables.js";
import { windowKey } from "./detection-guides.js";

/** How unusual a window was at the most, and when that reached the threshold. */
export interface ScoredWindow {
  /** -log10 of the p-value. */
  readonly score: number;
  /** Milliseconds since 1970 of the run that raised the alert. @default - none did */
  readonly alertedAt?: number;
}

/** The windows of a log by `windowKey`, and the threshold that the budget sets. */
export interface ScoredLog {
  readonly windows: ReadonlyMap<string, ScoredWindow>;
  readonly threshold: number;
}

/** Minutes between two runs of the detector. */
export const CADENCE_MINUTES = 5;
const MINUTE = 60_000;
const HOUR_MINUTES = 60;

type Log = Pick<SimulatedWorld, "records" | "trainUntil" | "until">;

/**
 * Scores the windows of a log from the end of its training on.
 *
 * @param everyMinutes 60 scores each window when its hour is over; 5 also while it is open, as the deployed detector does
 */
export async function scoreLog(world: Log, budget: number, everyMinutes: 5 | 60): Promise<ScoredLog> {
  const folder = mkdtempSync(join(tmpdir(), "cordon-world-"));
  try {
    writeLog(join(folder, "log.jsonl"), world.records);
    const log = await openLog(folder);
    try {
      const plan = { trainUntil: parseInstant(world.trainUntil), until: parseInstant(world.until), budget };
      const { threshold } = await prepareScoring(log.engine, plan);
      const windows = new Map<string, ScoredWindow>();
      if (everyMinutes === CADENCE_MINUTES) await scoreOpenHours(log, plan, threshold, windows);
      for await (const rows of scoredWindows(log.engine, plan)) note(windows, rows, HOUR_MINUTES, threshold);
      return { windows, threshold };
    } finally {
      log.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the records as lines of JSON. */
export function writeLog(file: string, records: readonly AccessLogRecord[]): void {
  writeFileSync(file, records.map(accessLogLine).join(""));
}

/**
 * Every window as it stood after 5, 10, ... 55 minutes of its hour. One statement scores all hours of a day at the same
 * minute; so of the hours before, too, the end is not seen: a move out of one looks slower, which delays its alert.
 */
async function scoreOpenHours(
  { engine }: OpenLog,
  plan: ScoringPlan,
  threshold: number,
  windows: Map<string, ScoredWindow>,
): Promise<void> {
  for (let minute = CADENCE_MINUTES; minute < HOUR_MINUTES; minute += CADENCE_MINUTES) {
    const log = sql`(SELECT * FROM ${TABLES.log} WHERE minute(ts) < ${literal.integer(minute)})`;
    const range = { log, from: plan.trainUntil, until: plan.until };
    await engine.keep("open_cells", queryOf(hourCells, range));
    await engine.keep("open_moves", queryOf(hourMoves, range));
    const open = { ...TABLES, cells: identifier("open_cells"), moves: identifier("open_moves") };
    for (const day of daysOf(plan.trainUntil, plan.until)) {
      for await (const rows of engine.run(queryOf(windowScores, { ...open, ...day }))) {
        note(windows, rows, minute, threshold);
      }
    }
  }
}

function note(
  windows: Map<string, ScoredWindow>,
  rows: readonly WindowRow[],
  minute: number,
  threshold: number,
): void {
  for (const { user_id, window_start, log10p } of rows) {
    if (user_id === null || window_start === null) continue;
    const key = windowKey(user_id, window_start);
    const score = 0 - (log10p ?? 0);
    const known = windows.get(key);
    const alertedAt =
      known?.alertedAt ?? (score >= threshold ? parseInstant(window_start) + minute * MINUTE : undefined);
    windows.set(key, {
      score: Math.max(score, known?.score ?? 0),
      ...(alertedAt === undefined ? {} : { alertedAt }),
    });
  }
}
