import { identifier } from "../../../../core/detection/sql/identifier.js";
import { sqlText } from "../../../../core/detection/sql/sql.js";
import type { Statement } from "../../../../core/detection/sql/statement.js";
import { STATEMENTS } from "../../../../core/detection/sql/statements/statements.js";

const from = Date.parse("2026-03-01T00:00:00Z");

/** Values for every statement of the model. */
export const STATEMENT_VALUES = {
  log: identifier("access_log"),
  cells: identifier("hour_cells"),
  moves: identifier("hour_moves"),
  sightings: identifier("day_sightings"),
  hours: identifier("day_hours"),
  held: identifier("held_windows"),
  from,
  until: from + 24 * 3_600_000,
  now: from,
  critical: ["admin/*"],
  spans: [{ number: 0, subjectKind: "user", subject: "u-3", first: from, last: from }],
  around: 3_600_000,
  most: 30,
};

/** The text of each statement, behind its id. */
export const STATEMENT_TEXTS = STATEMENTS.map((statement) => {
  const { id, text } = statement as Statement<typeof STATEMENT_VALUES>;
  return [id, sqlText(text(STATEMENT_VALUES))] as const;
});
