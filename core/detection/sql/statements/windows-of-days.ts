import { literal } from "../literal.js";
import { type Sql, sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** Cells, and the instants between which their windows lie. */
export interface CellRange {
  /** Table of `hourCells`. */
  readonly cells: Sql;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970, exclusive. */
  readonly until: number;
}

const COUNT_COLUMNS = { windows: "integer" } as const;

/** CORDON-SQL-006: how many windows there are, from which the threshold follows. */
export const windowsOfDays: Statement<CellRange, typeof COUNT_COLUMNS> = {
  id: "CORDON-SQL-006",
  title: "How many (user, hour) windows there were",
  why: "With so many chances a day for a false alert, the budget says how unlikely an alert must be.",
  columns: COUNT_COLUMNS,
  text: ({ cells, from, until }) => sql`SELECT count(*) AS windows
FROM (
  SELECT user_id, window_start FROM ${cells}
  WHERE window_start >= ${literal.timestamp(from)} AND window_start < ${literal.timestamp(until)}
  GROUP BY user_id, window_start
)`,
};
