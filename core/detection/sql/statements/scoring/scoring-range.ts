import type { Sql } from "../../sql.js";

/** What the windows of one UTC day are scored from. */
export interface ScoringRange {
  /** Table of `daySightings`; at least the 30 days before. */
  readonly sightings: Sql;
  /** Table of `dayHours`; at least the 30 days before. */
  readonly hours: Sql;
  /** Table of `hourCells`; at least the day up to `until`. */
  readonly cells: Sql;
  /** Table of `hourMoves`; at least from `from` to `until`. */
  readonly moves: Sql;
  /** First instant of the first window, milliseconds since 1970, on a full hour. */
  readonly from: number;
  /** End of the last window, on a full hour of the same UTC day or at its end. */
  readonly until: number;
}

const MILLISECONDS_PER_DAY = 86_400_000;

/** The UTC day of the windows, as milliseconds since 1970. */
export function dayOfRange({ from }: ScoringRange): number {
  return from - (((from % MILLISECONDS_PER_DAY) + MILLISECONDS_PER_DAY) % MILLISECONDS_PER_DAY);
}

/** The day so many days before, as "2026-03-01". */
export function daysBefore(day: number, days: number): string {
  return new Date(day - days * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}
