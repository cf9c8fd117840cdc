import { queryOf, type RowOf } from "../../core/detection/sql/statement.js";
import { dataQuality, type QUALITY_COLUMNS } from "../../core/detection/sql/statements/data-quality.js";
import { allRows, type QueryEngine, type RunOptions } from "./query-engine.js";
import { TABLES } from "./tables.js";

/** A fault of the log that hides something, and how many rows have it. */
export interface QualityFinding {
  /** What is so, as a clause: "the instant is missing or unreadable". */
  readonly message: string;
  readonly rows: number;
  readonly of: number;
}

/** What is said of each count that is not 0. */
const MESSAGES = [
  ["without_ts", "the instant is missing or unreadable: the row is left out"],
  ["without_event_id", "the event has no id: a copy of it counts twice"],
  ["without_resource", "the resource is missing: the row is left out"],
  ["other_decision", "the decision is neither ALLOW nor DENY: it is taken for no denial"],
  ["in_future", "the instant lies in the future: the row is left out"],
] as const satisfies readonly (readonly [keyof RowOf<typeof QUALITY_COLUMNS>, string])[];

/** Shares of the log that are worth a word only where they are large. */
const LARGE_SHARE = 0.5;
const OF_MOST = [
  ["without_user", "nobody is named: only rules about addresses see these rows"],
  ["without_place", "the place is unknown: they give no evidence of location or travel"],
] as const satisfies readonly (readonly [keyof RowOf<typeof QUALITY_COLUMNS>, string])[];

/** What the log lacks, from one read of it. */
export async function qualityOf(
  engine: QueryEngine,
  now: number,
  options: RunOptions = {},
): Promise<readonly QualityFinding[]> {
  const [counts] = await allRows(engine, queryOf(dataQuality, { log: TABLES.log, now }), options);
  if (counts === undefined) return [];
  const of = counts.row_count ?? 0;
  if (of === 0) return [{ message: "the log has no rows", rows: 0, of: 0 }];
  const found = MESSAGES.map(([name, message]) => ({ message, rows: counts[name] ?? 0, of }));
  const most = OF_MOST.map(([name, message]) => ({ message, rows: counts[name] ?? 0, of }));
  return [...found.filter(({ rows }) => rows > 0), ...most.filter(({ rows }) => rows > LARGE_SHARE * of)];
}

/** A fault as one line of text. */
export function describeQuality({ message, rows, of }: QualityFinding): string {
  return of === 0
    ? message
    : `${rows.toLocaleString("en-US")} of ${of.toLocaleString("en-US")} rows: ${message}`;
}
