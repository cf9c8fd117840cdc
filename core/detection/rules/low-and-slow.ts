import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at, times } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  resources: "integer",
  days: "integer",
} as const;

const denial = { decision: "DENY" } as const;

/** CORDON-DET-005: A user is denied many different things, a few a day. */
export const lowAndSlow: DetectionRule<"resources" | "days" | "windowDays", typeof COLUMNS> = {
  id: "CORDON-DET-005",
  title: "A user is denied many different things, a few a day",
  severity: "medium",
  why: "Who explores slowly stays below every count of an hour.",
  subject: "user",
  attack: ["T1526", "T1069.003", "T1580"],
  runbook: [
    "List the resources: a new task names neighbours, an exploration names everything.",
    "A new task: grant what it needs. Otherwise ask the user, then revoke the tokens.",
  ],
  everyMinutes: 60,
  settings: {
    resources: {
      default: 8,
      minimum: 2,
      maximum: 1000,
      kind: "count",
      meaning: "different resources denied",
    },
    days: { default: 4, minimum: 2, maximum: 30, kind: "count", meaning: "different UTC days with a denial" },
    windowDays: { default: 7, minimum: 2, maximum: 30, kind: "measure", meaning: "days looked at together" },
  },
  historyMinutes: ({ windowDays }) => windowDays * 1440,
  columns: COLUMNS,
  text: ({ log, from, until, settings: { resources, days, windowDays } }) => sql`
WITH denials AS (
  SELECT DISTINCT event_id, ts, user_id, resource
  FROM ${log}
  WHERE ${withinRange({ log, from: until - windowDays * 86_400_000, until })}
    AND decision = 'DENY' AND user_id IS NOT NULL
)
SELECT user_id AS subject, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
  count(DISTINCT resource) AS resources, count(DISTINCT date_trunc('day', ts)) AS days
FROM denials
GROUP BY user_id
HAVING count(DISTINCT resource) >= ${literal.integer(resources)}
  AND count(DISTINCT date_trunc('day', ts)) >= ${literal.integer(days)}
  AND max(ts) >= ${literal.timestamp(from)}
ORDER BY user_id`,
  describe: ({ resources, days, events }) => `${events} denials of ${resources} resources on ${days} days`,
  cases: [
    {
      name: "eight resources, two a day on four days, one of them twice and one delivered twice",
      records: times(10, (index) => ({
        ...denial,
        event_id: `e-${Math.min(index, 8)}`,
        ts: at("09:30", 3 - (Math.min(index, 7) >> 1)),
        resource: `r-${Math.min(index, 7)}`,
      })),
      finds: [{ subject: "u-17", events: 9, resources: 8, days: 4 }],
    },
    {
      name: "eight resources within a week, the first six days ago",
      records: times(8, (index) => ({
        ...denial,
        ts: at("09:30", index > 5 ? 0 : 6 - index),
        resource: `r-${index}`,
      })),
      finds: [{ subject: "u-17", events: 8, days: 7 }],
    },
    {
      name: "seven resources, one of them delivered twice, on four days",
      records: times(8, (index) => ({
        ...denial,
        event_id: `e-${Math.min(index, 6)}`,
        ts: at("09:30", 3 - (Math.min(index, 6) >> 1)),
        resource: `r-${Math.min(index, 6)}`,
      })),
      finds: [],
    },
    {
      name: "eight resources on three days",
      records: times(8, (index) => ({ ...denial, ts: at("09:30", index % 3), resource: `r-${index}` })),
      finds: [],
    },
    {
      name: "eight resources, four of them more than a week ago",
      records: times(8, (index) => ({
        ...denial,
        ts: at("09:30", index > 3 ? 7 - index : 9 - index + 3),
        resource: `r-${index}`,
      })),
      finds: [],
    },
    {
      name: "eight resources on four days, the last of them before the run's window",
      records: times(8, (index) => ({
        ...denial,
        ts: at("08:30", 3 - (index >> 1)),
        resource: `r-${index}`,
      })),
      finds: [],
    },
    {
      name: "eight resources that were allowed, on four days",
      records: times(8, (index) => ({ ts: at("09:30", 3 - (index >> 1)), resource: `r-${index}` })),
      finds: [],
    },
    {
      name: "a job that is denied one thing every day",
      records: times(70, (index) => ({ ...denial, ts: at("09:30", index % 7) })),
      finds: [],
    },
    {
      name: "four resources each of two users",
      records: times(16, (index) => ({
        ...denial,
        ts: at("09:30", 3 - (index >> 2)),
        user_id: `u-${index % 2}`,
        resource: `r-${index % 8}`,
      })),
      finds: [],
    },
  ],
};
