import type { DetectionFinding } from "../../../core/detection/findings/finding.js";
import { modelFindings } from "../../../core/detection/findings/model-findings.js";
import { KEPT_TABLES } from "../../../core/detection/kept-tables.js";
import { queryOf } from "../../../core/detection/sql/statement.js";
import { criticalTouches } from "../../../core/detection/sql/statements/critical-touches.js";
import { hourCells } from "../../../core/detection/sql/statements/hour-cells.js";
import { hourMoves } from "../../../core/detection/sql/statements/hour-moves.js";
import { windowScores } from "../../../core/detection/sql/statements/window-scores.js";
import { MILLISECONDS_PER_DAY } from "../../../core/time/instant.js";
import { allRows, type RunOptions } from "../query-engine.js";
import type { Stretch } from "./marks.js";
import type { DetectorPorts, DetectorSettings } from "./ports.js";
import type { Learned } from "./summaries.js";

const HOUR = 3_600_000;

/** What the model found, and who touched what hurts most, as "user day". */
export interface ScoredHours {
  readonly findings: readonly DetectionFinding[];
  readonly touched: ReadonlySet<string>;
}

/**
 * Scores the open clock hour, the one before, and after an outage those that nobody scored.
 *
 * The raw log is read twice, for cells and for moves, whose versions belong to this run alone.
 */
export async function scoreOpenHours(
  { engine }: Pick<DetectorPorts, "engine">,
  { log, surroundings }: DetectorSettings,
  learned: Learned,
  stretch: Stretch,
  options: RunOptions = {},
): Promise<ScoredHours> {
  const first = floor(stretch.since, HOUR) - HOUR;
  const end = floor(stretch.until - 1, HOUR) + HOUR;
  const until = stretch.until;
  const midnight = floor(first, MILLISECONDS_PER_DAY);
  const [cellVersion, moveVersion] = await Promise.all([
    engine.write(KEPT_TABLES.cells, queryOf(hourCells, { log, from: midnight, until }), options),
    engine.write(KEPT_TABLES.moves, queryOf(hourMoves, { log, from: first, until }), options),
  ]);
  const tables = {
    cells: engine.read(KEPT_TABLES.cells, [cellVersion]),
    moves: engine.read(KEPT_TABLES.moves, [moveVersion]),
    sightings: engine.read(KEPT_TABLES.sightings, [learned.sightings]),
    hours: engine.read(KEPT_TABLES.hours, [learned.hours]),
  };
  const findings: DetectionFinding[] = [];
  for (const range of daysBetween(first, end)) {
    const rows = await allRows(engine, queryOf(windowScores, { ...tables, ...range }), options);
    for (const finding of modelFindings(rows, learned.threshold)) findings.push(finding);
  }
  if (surroundings.critical.length === 0) return { findings, touched: new Set() };
  const query = queryOf(criticalTouches, { cells: tables.cells, critical: surroundings.critical });
  const touches = await allRows(engine, query, options);
  return { findings, touched: new Set(touches.map(({ user_id, day }) => `${user_id} ${day}`)) };
}

/** The parts of a stretch that lie in one UTC day each. */
function daysBetween(from: number, until: number): { readonly from: number; readonly until: number }[] {
  const parts: { from: number; until: number }[] = [];
  for (let start = from; start < until; ) {
    const end = Math.min(floor(start, MILLISECONDS_PER_DAY) + MILLISECONDS_PER_DAY, until);
    parts.push({ from: start, until: end });
    start = end;
  }
  return parts;
}

function floor(instant: number, unit: number): number {
  return instant - (instant % unit);
}
