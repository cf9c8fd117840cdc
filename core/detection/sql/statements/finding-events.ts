import { identifier } from "../identifier.js";
import { literal } from "../literal.js";
import { withinRange } from "../log-bounds.js";
import { joinSql, type Sql, sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** A finding whose events are wanted. Instants are milliseconds since 1970. */
export interface FindingSpan {
  /** What its rows are known by. */
  readonly number: number;
  readonly subjectKind: "user" | "address" | "source";
  readonly subject: string;
  readonly first: number;
  readonly last: number;
}

/** Findings, and how much of the log is wanted around each. */
export interface SpansRange {
  readonly log: Sql;
  /** At least one. */
  readonly spans: readonly FindingSpan[];
  /** Milliseconds before the first and after the last event of a finding. */
  readonly around: number;
  /** First instant that is of the future. */
  readonly until: number;
  /** Events of a finding that are wanted, of before and of after half as many each. */
  readonly most: number;
}

/** An event near a finding, with the counts of all events of its part. */
export const EVENT_COLUMNS = {
  number: "integer",
  /** "before", "during" or "after" */
  part: "text",
  part_events: "integer",
  part_denials: "integer",
  ts: "timestamp",
  user_id: "text",
  source_ip: "text",
  location: "text",
  resource: "text",
  action: "text",
  decision: "text",
  reason: "text",
} as const;

/** CORDON-SQL-009: what the subject of a finding did shortly before, meanwhile and shortly after. */
export const findingEvents: Statement<SpansRange, typeof EVENT_COLUMNS> = {
  id: "CORDON-SQL-009",
  title: "Which events of the subject lie around a finding",
  why: "A finding is understood from what stands beside it in the log.",
  columns: EVENT_COLUMNS,
  text: ({ log, spans, around, until, most }) => sql`WITH seen AS (
  SELECT DISTINCT event_id, ts, user_id, source_ip, location, resource, action, decision, reason,
    coalesce(${identifier("function")}, 'unnamed') AS source
  FROM ${log}
  WHERE ${withinRange({ log, from: earliestOf(spans) - around, until })}
), spans (number, kind, subject, first_at, last_at, from_at, to_at) AS (
  VALUES ${joinSql(
    spans.map((span) => rowOf(span, around)),
    ", ",
  )}
), placed AS (
  SELECT s.number, s.first_at, e.event_id, e.ts, e.user_id, e.source_ip, e.location, e.resource, e.action,
    e.decision, e.reason,
    CASE WHEN e.ts < s.first_at THEN 'before' WHEN e.ts <= s.last_at THEN 'during' ELSE 'after' END AS part
  FROM seen e JOIN spans s ON e.ts >= s.from_at AND e.ts <= s.to_at
  WHERE s.subject = CASE s.kind WHEN 'user' THEN e.user_id WHEN 'address' THEN e.source_ip ELSE e.source END
), ranked AS (
  SELECT number, part, ts, event_id, user_id, source_ip, location, resource, action, decision, reason,
    count(*) OVER (PARTITION BY number, part) AS part_events,
    sum(CASE WHEN decision = 'DENY' THEN 1 ELSE 0 END) OVER (PARTITION BY number, part) AS part_denials,
    row_number() OVER (PARTITION BY number, part
      ORDER BY abs(date_diff('millisecond', first_at, ts)), event_id) AS place
  FROM placed
)
SELECT number, part, part_events, CAST(part_denials AS bigint) AS part_denials, ts, user_id, source_ip, location,
  resource, action, decision, reason
FROM ranked
WHERE place <= CASE part WHEN 'during' THEN ${literal.integer(most)} ELSE ${literal.integer(Math.ceil(most / 2))} END
ORDER BY number, ts, event_id`,
};

function rowOf({ number, subjectKind, subject, first, last }: FindingSpan, around: number): Sql {
  return sql`(${literal.integer(number)}, ${literal.text(subjectKind)}, ${literal.text(subject)},
    ${literal.timestamp(first)}, ${literal.timestamp(last)},
    ${literal.timestamp(first - around)}, ${literal.timestamp(last + around)})`;
}

function earliestOf(spans: readonly FindingSpan[]): number {
  return spans.reduce((earliest, { first }) => Math.min(earliest, first), Number.POSITIVE_INFINITY);
}
