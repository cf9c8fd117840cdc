import { betweenSlashes, classBetweenSlashes } from "../class-of-resource.js";
import { type LogRange, withinRange } from "../log-bounds.js";
import { sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** A (user, hour, place, resource class) with what happened in it. */
export const CELL_COLUMNS = {
  window_start: "timestamp",
  user_id: "text",
  peer_group: "text",
  location: "text",
  resource: "text",
  events: "integer",
  denials: "integer",
} as const;

/**
 * CORDON-SQL-001: what each user did in each hour.
 *
 * The nightly summary of a day, and the open hours. An event that was delivered twice counts once; of rows that share
 * an id and differ, the first by each column. An event without an id is known by user, instant and resource.
 */
export const hourCells: Statement<LogRange, typeof CELL_COLUMNS> = {
  id: "CORDON-SQL-001",
  title: "What each user did in each hour, by place and class of resource",
  why: "The raw log is read once; every statement after this one reads a tenth of it or less.",
  columns: CELL_COLUMNS,
  text: (range) => sql`SELECT
  date_trunc('hour', ts) AS window_start,
  user_id,
  max(peer_group) AS peer_group,
  location,
  ${betweenSlashes(sql`resource`)} AS resource,
  count(*) AS events,
  count_if(decision = 'DENY') AS denials
FROM (
  SELECT
    min(ts) AS ts,
    min(user_id) AS user_id,
    min(peer_group) AS peer_group,
    min(location) AS location,
    ${classBetweenSlashes(sql`min(resource)`)} AS resource,
    max(decision) AS decision
  FROM ${range.log}
  WHERE user_id IS NOT NULL AND resource IS NOT NULL AND ${withinRange(range)}
  GROUP BY coalesce(event_id, user_id || ' ' || CAST(ts AS varchar) || ' ' || resource)
)
GROUP BY date_trunc('hour', ts), user_id, location, resource`,
};
