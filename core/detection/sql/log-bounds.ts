import { literal } from "./literal.js";
import { type Sql, sql } from "./sql.js";

const MILLISECONDS_PER_HOUR = 3_600_000;

/** How late a record may be delivered and still be read, in hours. */
export const LATEST_DELIVERY_HOURS = 2;

/** A part of the raw log: the table, and the instants between which its records lie. */
export interface LogRange {
  /** The table or view of the access log, with the columns `dt` and `hour`. */
  readonly log: Sql;
  /** First instant, milliseconds since 1970. */
  readonly from: number;
  /** First instant that is too late, milliseconds since 1970. */
  readonly until: number;
}

/**
 * The condition that holds for the records of a range, for WHERE: `ts` within it, and the partitions in which such a
 * record can have been delivered, as literals, because an engine skips partitions for literals alone.
 */
export function withinRange({ from, until }: LogRange): Sql {
  const first = partitionOf(from);
  const last = partitionOf(until - 1 + LATEST_DELIVERY_HOURS * MILLISECONDS_PER_HOUR);
  const day = (value: string) => literal.day(value);
  return sql`ts >= ${literal.timestamp(from)} AND ts < ${literal.timestamp(until)}
  AND dt >= ${day(first.day)} AND dt <= ${day(last.day)}
  AND (dt > ${day(first.day)} OR "hour" >= ${literal.hour(first.hour)})
  AND (dt < ${day(last.day)} OR "hour" <= ${literal.hour(last.hour)})`;
}

function partitionOf(instant: number): { readonly day: string; readonly hour: number } {
  const text = new Date(instant).toISOString();
  return { day: text.slice(0, 10), hour: Number(text.slice(11, 13)) };
}
