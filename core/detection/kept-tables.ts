import type { Columns } from "./sql/statement.js";
import { HOUR_COLUMNS } from "./sql/statements/day-hours.js";
import { SIGHTING_COLUMNS } from "./sql/statements/day-sightings.js";
import { CELL_COLUMNS } from "./sql/statements/hour-cells.js";
import { MOVE_COLUMNS } from "./sql/statements/hour-moves.js";

/** The tables of summaries in the lake, with the columns of the statements that fill them. */
export const KEPT_TABLES = {
  cells: { name: "hour_cells", columns: CELL_COLUMNS },
  moves: { name: "hour_moves", columns: MOVE_COLUMNS },
  sightings: { name: "day_sightings", columns: SIGHTING_COLUMNS },
  hours: { name: "day_hours", columns: HOUR_COLUMNS },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly columns: Columns }>>;

/** The column by which a table of summaries tells versions apart: a partition, found by its value alone. */
export const VERSION_COLUMN = "version";

/** Days for which summaries are kept: the history of the model, and some to look into. */
export const SUMMARY_DAYS = 40;

/** Glue's names of the types in which summaries are written; they are those of the Parquet files, exactly. */
export const SUMMARY_GLUE_TYPES = {
  text: "string",
  integer: "bigint",
  double: "double",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
} as const;
