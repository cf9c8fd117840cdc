import { identifier } from "../sql/identifier.js";
import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at, later, times } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  silent_minutes: "integer",
} as const;

const WEEK_MINUTES = 7 * 1440;
const MINUTE = 60_000;

/** CORDON-DET-009: A source of the access log is silent. */
export const silentSource: DetectionRule<"records" | "silentMinutes", typeof COLUMNS> = {
  id: "CORDON-DET-009",
  title: "A source of the access log is silent",
  severity: "high",
  why: "Detection without records finds nothing, and whoever can stop them knows it.",
  subject: "source",
  attack: ["T1562.008"],
  runbook: [
    "Call the API behind the source: does it answer, and does its log group get the line?",
    "It does: look at the subscription filter and at the error prefix of the delivery.",
    "It does not answer: that is an outage; acknowledge with its end.",
  ],
  everyMinutes: 5,
  settings: {
    records: {
      default: 10,
      minimum: 1,
      maximum: 1_000_000,
      kind: "count",
      meaning: "records at the same time a week before",
    },
    silentMinutes: {
      default: 120,
      minimum: 15,
      maximum: 1440,
      kind: "measure",
      meaning: "minutes without a record",
    },
  },
  historyMinutes: ({ silentMinutes }) => WEEK_MINUTES + silentMinutes,
  columns: COLUMNS,
  // The same hours of the same weekday: a source that sleeps at night and on Sundays is not silent then.
  text: ({ log, until, settings: { records, silentMinutes } }) => sql`
WITH seen AS (
  SELECT DISTINCT event_id, ts, coalesce(${identifier("function")}, 'unnamed') AS source
  FROM ${log}
  WHERE ${withinRange({ log, from: until - (WEEK_MINUTES + silentMinutes) * MINUTE, until })}
)
SELECT source AS subject, min(ts) AS first_ts, max(ts) AS last_ts,
  count(CASE WHEN ts < ${literal.timestamp(until - WEEK_MINUTES * MINUTE)} THEN 1 END) AS events,
  date_diff('minute', max(date_trunc('minute', ts)), ${literal.timestamp(until - (until % MINUTE))}) AS silent_minutes
FROM seen
GROUP BY source
HAVING max(ts) < ${literal.timestamp(until - silentMinutes * MINUTE)}
  AND count(CASE WHEN ts < ${literal.timestamp(until - WEEK_MINUTES * MINUTE)} THEN 1 END)
    >= ${literal.integer(records)}
ORDER BY source`,
  describe: ({ events, silent_minutes }) =>
    `no record for ${silent_minutes} minutes; ${events} in the same hours a week before`,
  cases: [
    {
      name: "ten records a week before, and none for two hours",
      records: [
        ...times(10, (index) => ({ ts: later(at("08:05", 7), index * 600) })),
        { ts: at("07:50") },
        { ts: at("09:30"), function: "other-engine" },
      ],
      finds: [{ subject: "shop-engine", events: 10, silent_minutes: 130 }],
    },
    {
      name: "records without a function, as of a middleware",
      records: times(10, (index) => ({ ts: later(at("08:05", 7), index * 600), function: null })),
      finds: [{ subject: "unnamed", events: 10 }],
    },
    {
      name: "a record ninety minutes ago",
      records: [...times(10, (index) => ({ ts: later(at("08:05", 7), index * 600) })), { ts: at("08:30") }],
      finds: [],
    },
    {
      name: "nine records a week before, one of them delivered twice",
      records: times(10, (index) => ({
        ts: later(at("08:05", 7), Math.min(index, 8) * 600),
        event_id: `e-${Math.min(index, 8)}`,
      })),
      finds: [],
    },
    {
      name: "a source that is busy at other hours only",
      records: times(40, (index) => ({ ts: later(at("12:00", 7), index * 600) })),
      finds: [],
    },
  ],
};
