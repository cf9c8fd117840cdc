import { sql } from "../sql.js";
import type { Statement } from "../statement.js";
import type { Learned } from "./day-sightings.js";

/** An hour of a day in which a user did something. */
export const HOUR_COLUMNS = {
  day: "date",
  hour_of_day: "integer",
  user_id: "text",
  peer_group: "text",
  events: "integer",
  denials: "integer",
} as const;

/** CORDON-SQL-004: when and how much each user worked on each day; a held window teaches nothing. */
export const dayHours: Statement<Learned, typeof HOUR_COLUMNS> = {
  id: "CORDON-SQL-004",
  title: "Events and denials of each user in each hour of each day",
  why: "Hours, volume and denials are compared with the user's own.",
  columns: HOUR_COLUMNS,
  text: ({ cells, held }) => sql`SELECT
  CAST(c.window_start AS date) AS day,
  CAST(extract(hour FROM c.window_start) AS integer) AS hour_of_day,
  c.user_id,
  max(c.peer_group) AS peer_group,
  CAST(sum(c.events) AS bigint) AS events,
  CAST(sum(c.denials) AS bigint) AS denials
FROM ${cells} c
LEFT JOIN ${held} h ON h.user_id = c.user_id AND h.window_start = c.window_start
WHERE h.user_id IS NULL
GROUP BY CAST(c.window_start AS date), CAST(extract(hour FROM c.window_start) AS integer), c.user_id`,
};
