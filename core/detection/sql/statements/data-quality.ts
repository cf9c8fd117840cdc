import { literal } from "../literal.js";
import { type Sql, sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** What is looked at, and what counts as the future. */
export interface QualityRange {
  readonly log: Sql;
  /** Milliseconds since 1970; later records are of the future. */
  readonly now: number;
}

/** How many rows there are, and how many lack what. */
export const QUALITY_COLUMNS = {
  row_count: "integer",
  without_ts: "integer",
  without_event_id: "integer",
  without_user: "integer",
  without_resource: "integer",
  without_place: "integer",
  other_decision: "integer",
  in_future: "integer",
  earliest: "timestamp",
  latest: "timestamp",
} as const;

/** CORDON-SQL-007: what the log lacks, so that nobody takes silence for peace. */
export const dataQuality: Statement<QualityRange, typeof QUALITY_COLUMNS> = {
  id: "CORDON-SQL-007",
  title: "How many rows of the log lack an instant, an id, a user, a resource or a place",
  why: "A row that cannot be read is an attack that cannot be seen.",
  columns: QUALITY_COLUMNS,
  text: ({ log, now }) => sql`SELECT
  count(*) AS row_count,
  count_if(ts IS NULL) AS without_ts,
  count_if(event_id IS NULL) AS without_event_id,
  count_if(user_id IS NULL) AS without_user,
  count_if(resource IS NULL) AS without_resource,
  count_if(location IS NULL) AS without_place,
  count_if(decision IS NULL OR decision NOT IN ('ALLOW', 'DENY')) AS other_decision,
  count_if(ts > ${literal.timestamp(now)}) AS in_future,
  min(ts) AS earliest,
  max(ts) AS latest
FROM ${log}`,
};
