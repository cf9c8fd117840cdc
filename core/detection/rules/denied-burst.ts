import { minutes } from "../sql/interval.js";
import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at, later, times } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  /** Denials of the worst window. */
  attempts: "integer",
  addresses: "integer",
  places: "integer",
  resources: "integer",
} as const;

const denial = { decision: "DENY" } as const;

/** CORDON-DET-001: A user is denied more than ten times within an hour. */
export const deniedBurst: DetectionRule<"attempts" | "windowMinutes", typeof COLUMNS> = {
  id: "CORDON-DET-001",
  title: "A user is denied again and again within an hour",
  severity: "high",
  why: "Whoever holds a stolen token tries what it opens.",
  subject: "user",
  attack: ["T1078.004", "T1110", "T1526"],
  runbook: [
    "Ask the user, by a channel other than the one that was denied.",
    "Several addresses or places: revoke the session, then the tokens.",
    "One resource and one address: look for a job whose permission ended; acknowledge with an expiry.",
  ],
  everyMinutes: 5,
  settings: {
    attempts: {
      default: 10,
      minimum: 1,
      maximum: 10_000,
      kind: "count",
      meaning: "denials in the window that are still usual",
    },
    windowMinutes: {
      default: 60,
      minimum: 5,
      maximum: 1440,
      kind: "measure",
      meaning: "length of the sliding window",
    },
  },
  historyMinutes: ({ windowMinutes }) => windowMinutes,
  columns: COLUMNS,
  // A window that slides with each event: an hour of the clock would hide a burst across its edge.
  text: ({ log, from, until, settings: { attempts, windowMinutes } }) => sql`
WITH denials AS (
  SELECT DISTINCT event_id, ts, user_id, source_ip, location, resource
  FROM ${log}
  WHERE ${withinRange({ log, from: from - windowMinutes * 60_000, until })}
    AND decision = 'DENY' AND user_id IS NOT NULL
), counted AS (
  SELECT ts, user_id, source_ip, location, resource,
    count(*) OVER (PARTITION BY user_id ORDER BY ts
      RANGE BETWEEN ${minutes(windowMinutes)} PRECEDING AND CURRENT ROW) AS attempts
  FROM denials
), judged AS (
  SELECT ts, user_id, source_ip, location, resource, attempts,
    max(CASE WHEN attempts > ${literal.integer(attempts)} AND ts >= ${literal.timestamp(from)} THEN 1 ELSE 0 END)
      OVER (PARTITION BY user_id ORDER BY ts
        RANGE BETWEEN CURRENT ROW AND ${minutes(windowMinutes)} FOLLOWING) AS in_burst
  FROM counted
)
SELECT user_id AS subject, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
  max(attempts) AS attempts, count(DISTINCT source_ip) AS addresses, count(DISTINCT location) AS places,
  count(DISTINCT resource) AS resources
FROM judged
WHERE in_burst = 1
GROUP BY user_id
ORDER BY user_id`,
  describe: ({ attempts, addresses, places, resources }) =>
    `${attempts} denials within the window, of ${resources} resources, from ${addresses} addresses in ${places} places`,
  cases: [
    {
      name: "eleven denials in exactly an hour, from two addresses in two places",
      records: times(11, (index) => ({
        ...denial,
        ts: later(at("08:55"), index * 360),
        ...(index % 2 === 0 ? {} : { source_ip: "198.51.100.9", location: "FR-Paris" }),
      })),
      finds: [{ subject: "u-17", attempts: 11, events: 11, addresses: 2, places: 2, resources: 1 }],
    },
    {
      name: "a burst across the edge of an hour, most of it before the run's window",
      records: times(12, (index) => ({
        ...denial,
        ts: later(at("08:55"), index * 28),
        resource: `r-${index}`,
      })),
      finds: [{ subject: "u-17", attempts: 12, events: 12, resources: 12, first_ts: at("08:55") }],
    },
    {
      name: "ten denials within an hour",
      records: times(10, (index) => ({ ...denial, ts: later(at("09:00"), index * 60) })),
      finds: [],
    },
    {
      name: "eleven denials in an hour and a second",
      records: times(11, (index) => ({
        ...denial,
        ts: later(at("08:50"), index === 10 ? 3601 : index * 300),
      })),
      finds: [],
    },
    {
      name: "six denials, each delivered twice",
      records: times(12, (index) => ({
        ...denial,
        event_id: `twice-${index >> 1}`,
        ts: later(at("09:00"), (index >> 1) * 60),
      })),
      finds: [],
    },
    {
      name: "eleven requests that were allowed",
      records: times(11, (index) => ({ ts: later(at("09:00"), index * 60) })),
      finds: [],
    },
    {
      name: "eleven denials of two users, and of nobody who is known",
      records: times(22, (index) => ({
        ...denial,
        ts: later(at("09:00"), index * 60),
        user_id: index > 10 ? null : index % 2 === 0 ? "u-17" : "u-18",
      })),
      finds: [],
    },
  ],
};
