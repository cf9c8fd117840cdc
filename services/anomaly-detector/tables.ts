import { identifier } from "../../core/detection/sql/identifier.js";
import { sql } from "../../core/detection/sql/sql.js";
import type { Query } from "../../core/detection/sql/statement.js";

/** The tables that the workbench keeps, by what is in them. */
export const KEPT = {
  cells: "hour_cells",
  moves: "hour_moves",
  sightings: "day_sightings",
  hours: "day_hours",
  held: "held_windows",
} as const;

/** The tables as pieces of SQL. */
export const TABLES = {
  log: identifier("access_log"),
  cells: identifier(KEPT.cells),
  moves: identifier(KEPT.moves),
  sightings: identifier(KEPT.sightings),
  hours: identifier(KEPT.hours),
  held: identifier(KEPT.held),
} as const;

/** No window waits for an acknowledgement. A table of Hive takes instants to the millisecond, and no others. */
export const NOTHING_HELD: Query = {
  id: "nothing-held",
  text: sql`SELECT CAST('' AS varchar) AS user_id, TIMESTAMP '2000-01-01 00:00:00.000' AS window_start WHERE 1 = 0`,
  columns: { user_id: "text", window_start: "timestamp" },
};
