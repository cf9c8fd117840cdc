import { BASELINE_DAYS } from "../../core/detection/scoring/constants.js";
import { thresholdOf } from "../../core/detection/scoring/score.js";
import { queryOf, type RowOf } from "../../core/detection/sql/statement.js";
import { dayHours } from "../../core/detection/sql/statements/day-hours.js";
import { daySightings } from "../../core/detection/sql/statements/day-sightings.js";
import { hourCells } from "../../core/detection/sql/statements/hour-cells.js";
import { hourMoves } from "../../core/detection/sql/statements/hour-moves.js";
import { type SCORE_COLUMNS, windowScores } from "../../core/detection/sql/statements/window-scores.js";
import { windowsOfDays } from "../../core/detection/sql/statements/windows-of-days.js";
import { MILLISECONDS_PER_DAY } from "../../core/time/instant.js";
import { allRows, type RunOptions, type Workbench } from "./query-engine.js";
import { KEPT, NOTHING_HELD, TABLES } from "./tables.js";

/** What is scored, and against what. */
export interface ScoringPlan {
  /** A UTC midnight in milliseconds since 1970: windows before it are history alone. */
  readonly trainUntil: number;
  /** A full hour in milliseconds since 1970, at which the last window ends. */
  readonly until: number;
  /** False alerts a day that the team accepts, above 0. */
  readonly budget: number;
}

/** A row of `windowScores`. */
export type WindowRow = RowOf<typeof SCORE_COLUMNS>;

/** What is told while the windows are scored. */
export type Told = (step: { readonly what: string; readonly done: number; readonly total: number }) => void;

/** Steps before the first day is scored. */
const PREPARING = 4;

/**
 * Summarises the log in tables, and finds the threshold: L* = log10(N / B), N the windows a day of the 30 days before.
 */
export async function prepareScoring(
  engine: Workbench,
  { trainUntil, until, budget }: ScoringPlan,
  told: Told = () => {},
  options: RunOptions = {},
): Promise<{ readonly threshold: number; readonly windowsADay: number }> {
  const total = PREPARING + daysOf(trainUntil, until).length;
  const from = trainUntil - BASELINE_DAYS * MILLISECONDS_PER_DAY;
  const { log, cells } = TABLES;
  told({ what: "reading the log", done: 0, total });
  await engine.keep(KEPT.cells, queryOf(hourCells, { log, from, until }), options);
  told({ what: "looking for moves", done: 1, total });
  await engine.keep(KEPT.moves, queryOf(hourMoves, { log, from: trainUntil, until }), options);
  told({ what: "summarising days", done: 2, total });
  await engine.keep(KEPT.held, NOTHING_HELD, options);
  await learn(engine, options);
  const [row] = await allRows(engine, queryOf(windowsOfDays, { cells, from, until: trainUntil }), options);
  const windowsADay = (row?.windows ?? 0) / BASELINE_DAYS;
  return { threshold: thresholdOf(windowsADay, budget), windowsADay };
}

/** Makes the summaries of days from the cells, without the windows that are held. */
export async function learn(engine: Workbench, options: RunOptions = {}): Promise<void> {
  const { cells, held } = TABLES;
  await engine.keep(KEPT.sightings, queryOf(daySightings, { cells, held }), options);
  await engine.keep(KEPT.hours, queryOf(dayHours, { cells, held }), options);
}

/**
 * The windows from `trainUntil` on, in the order of window and user; each is compared with the days before its own,
 * and learned after its day.
 */
export async function* scoredWindows(
  engine: Workbench,
  { trainUntil, until }: ScoringPlan,
  told: Told = () => {},
  options: RunOptions = {},
): AsyncGenerator<readonly WindowRow[]> {
  const days = daysOf(trainUntil, until);
  const total = PREPARING + days.length;
  for (const [index, day] of days.entries()) {
    told({ what: "scoring", done: PREPARING + index, total });
    yield* engine.run(queryOf(windowScores, { ...TABLES, ...day }), options);
  }
}

/** The UTC days between two instants; the last one may end early. */
export function daysOf(from: number, until: number): { readonly from: number; readonly until: number }[] {
  const days: { from: number; until: number }[] = [];
  for (let start = from; start < until; start += MILLISECONDS_PER_DAY) {
    days.push({ from: start, until: Math.min(start + MILLISECONDS_PER_DAY, until) });
  }
  return days;
}
