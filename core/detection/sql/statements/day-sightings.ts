import { type Sql, sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** Tables of what happened, and of what must not be learned. */
export interface Learned {
  /** A table with the columns of `hourCells`. */
  readonly cells: Sql;
  /** A table with `user_id` and `window_start` of the windows that wait for an acknowledgement. */
  readonly held: Sql;
}

/** A value that a user was seen with on a day, once however often. */
export const SIGHTING_COLUMNS = {
  day: "date",
  user_id: "text",
  peer_group: "text",
  feature: "text",
  value: "text",
} as const;

/**
 * CORDON-SQL-003: what each user was seen with on each day.
 *
 * Once a day, because one busy day must not outweigh a month. A held window teaches nothing.
 */
export const daySightings: Statement<Learned, typeof SIGHTING_COLUMNS> = {
  id: "CORDON-SQL-003",
  title: "Places and classes of resources of each user on each day",
  why: "How rare something is, is counted in days on which it was seen.",
  columns: SIGHTING_COLUMNS,
  text: ({ cells, held }) => sql`SELECT day, user_id, max(peer_group) AS peer_group, feature, value
FROM (
  SELECT
    CAST(c.window_start AS date) AS day,
    c.user_id,
    c.peer_group,
    f.feature,
    CASE f.feature WHEN 'location' THEN c.location ELSE c.resource END AS value
  FROM ${cells} c
  CROSS JOIN (VALUES ('location'), ('resource')) AS f (feature)
  LEFT JOIN ${held} h ON h.user_id = c.user_id AND h.window_start = c.window_start
  WHERE h.user_id IS NULL
)
WHERE value IS NOT NULL
GROUP BY day, user_id, feature, value`,
};
