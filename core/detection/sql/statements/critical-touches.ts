import { matchesPattern } from "../../rules/matches-pattern.js";
import { type Sql, sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** Cells, and the resources that hurt most. */
export interface CriticalRange {
  /** Table of `hourCells`. */
  readonly cells: Sql;
  /** Patterns of resources, in which `*` stands for any run of characters. */
  readonly critical: readonly string[];
}

/** A user who asked for something critical on a day. */
export const TOUCH_COLUMNS = { user_id: "text", day: "date" } as const;

/** CORDON-SQL-008: who asked for what hurts most, so that findings about them weigh more. */
export const criticalTouches: Statement<CriticalRange, typeof TOUCH_COLUMNS> = {
  id: "CORDON-SQL-008",
  title: "Who asked for a critical resource on which day",
  why: "The same finding is worse where more is at stake.",
  columns: TOUCH_COLUMNS,
  text: ({ cells, critical }) => sql`SELECT user_id, CAST(window_start AS date) AS day
FROM ${cells}
WHERE ${matchesPattern(sql`resource`, critical)}
GROUP BY user_id, CAST(window_start AS date)
ORDER BY user_id, day`,
};
