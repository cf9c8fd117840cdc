import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { joinSql, sql } from "../sql/sql.js";
import { inBlocks } from "./address-blocks.js";
import { at, later, times } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  resources: "integer",
  subjects: "integer",
  /** Denials without a verified token. */
  without_user: "integer",
} as const;

/** Minutes by which the window moves on. */
const STEP = 5;

const nobody = {
  decision: "DENY",
  user_id: null,
  peer_group: null,
  device_id: null,
  session_id: null,
} as const;
const probe = { ...nobody, reason: "token_missing", source_ip: "198.51.100.66" } as const;

/** CORDON-DET-002: One address is denied for many resources or many users. */
export const addressProbing: DetectionRule<
  "denials" | "resources" | "subjects" | "windowMinutes",
  typeof COLUMNS
> = {
  id: "CORDON-DET-002",
  title: "One address is denied for many resources or many users",
  severity: "medium",
  why: "A scan and a spray stay below every count that is kept for a user: without a verified token there is none.",
  subject: "address",
  attack: ["T1595", "T1110.003", "T1087.004"],
  runbook: [
    "Look up the address: a network of the team's own, a partner's, or neither.",
    "Several users: check whether one of them was allowed from there afterwards; revoke that session.",
    "Neither: block the address at the edge, with an expiry.",
  ],
  everyMinutes: 5,
  settings: {
    denials: {
      default: 10,
      minimum: 1,
      maximum: 100_000,
      kind: "count",
      meaning: "denials in the window that are still usual",
    },
    resources: {
      default: 10,
      minimum: 2,
      maximum: 10_000,
      kind: "count",
      meaning: "different resources that make a scan",
    },
    subjects: {
      default: 5,
      minimum: 2,
      maximum: 10_000,
      kind: "count",
      meaning: "different users that make a spray",
    },
    windowMinutes: {
      default: 60,
      minimum: STEP,
      maximum: 240,
      kind: "measure",
      meaning: `length of the window, which moves on by ${STEP} minutes`,
    },
  },
  historyMinutes: ({ windowMinutes }) => windowMinutes + STEP,
  columns: COLUMNS,
  // An office has one address for many people: of its denials only those of nobody count.
  // Neither engine counts distinct values in a sliding window: each denial is laid into every window that holds it.
  text: ({ log, from, until, egress, settings: { denials, resources, subjects, windowMinutes } }) => sql`
WITH denied AS (
  SELECT DISTINCT event_id, ts, user_id, source_ip, resource
  FROM ${log}
  WHERE ${withinRange({ log, from: from - (windowMinutes + STEP) * 60_000, until })}
    AND decision = 'DENY' AND source_ip IS NOT NULL
    AND (user_id IS NULL OR NOT ${inBlocks(sql`source_ip`, egress)})
), windows AS (
  SELECT d.source_ip, d.ts, d.user_id, d.resource,
    date_trunc('hour', d.ts) + INTERVAL '1' MINUTE
      * (minute(d.ts) - minute(d.ts) % ${literal.integer(STEP)} + s.step) AS window_end
  FROM denied d CROSS JOIN (VALUES ${steps(windowMinutes)}) AS s (step)
), counted AS (
  SELECT source_ip, window_end, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
    count(DISTINCT resource) AS resources, count(DISTINCT user_id) AS subjects,
    sum(CASE WHEN user_id IS NULL THEN 1 ELSE 0 END) AS without_user
  FROM windows
  GROUP BY source_ip, window_end
), ranked AS (
  SELECT source_ip, first_ts, last_ts, events, resources, subjects, without_user,
    row_number() OVER (PARTITION BY source_ip ORDER BY events DESC, window_end) AS place
  FROM counted
  WHERE events > ${literal.integer(denials)} AND last_ts >= ${literal.timestamp(from)}
    AND (resources >= ${literal.integer(resources)} OR subjects >= ${literal.integer(subjects)})
)
SELECT source_ip AS subject, first_ts, last_ts, events, resources, subjects,
  CAST(without_user AS bigint) AS without_user
FROM ranked
WHERE place = 1
ORDER BY source_ip`,
  describe: ({ events, resources, subjects, without_user }) =>
    `${events} denials of ${resources} resources for ${subjects} users, ${without_user} of them without a verified token`,
  cases: [
    {
      name: "eleven resources probed without a token, across the edge of an hour",
      records: times(11, (index) => ({
        ...probe,
        ts: later(at("08:35"), index * 290),
        resource: `r-${index}`,
      })),
      finds: [{ subject: "198.51.100.66", events: 11, resources: 11, subjects: 0, without_user: 11 }],
    },
    {
      name: "eleven denials of five users for one resource, and of ten resources for one user",
      records: [
        ...times(11, (index) => ({
          ...nobody,
          ts: later(at("09:00"), index * 60),
          source_ip: "198.51.100.67",
          user_id: `u-${index % 5}`,
        })),
        ...times(11, (index) => ({
          ...nobody,
          ts: later(at("09:00"), index * 60),
          source_ip: "198.51.100.68",
          user_id: "u-9",
          resource: `r-${index % 10}`,
        })),
      ],
      finds: [
        { subject: "198.51.100.67", events: 11, resources: 1, subjects: 5, without_user: 0 },
        { subject: "198.51.100.68", events: 11, resources: 10, subjects: 1, without_user: 0 },
      ],
    },
    {
      name: "ten resources probed, one denial each",
      records: times(10, (index) => ({
        ...probe,
        ts: later(at("09:00"), index * 60),
        resource: `r-${index}`,
      })),
      finds: [],
    },
    {
      name: "a broken job: thirty denials of one resource for nobody",
      records: times(30, (index) => ({ ...probe, ts: later(at("09:00"), index * 60) })),
      finds: [],
    },
    {
      name: "the denials of an office, and a scan without a token from it",
      records: [
        ...times(40, (index) => ({
          ...nobody,
          ts: later(at("09:00"), index * 60),
          source_ip: "203.0.113.10",
          user_id: `u-${index}`,
          resource: `r-${index}`,
        })),
        ...times(11, (index) => ({
          ...probe,
          ts: later(at("09:00"), index * 60),
          source_ip: "203.0.113.11",
          resource: `r-${index}`,
        })),
      ],
      surroundings: { egress: ["203.0.113.8/29"] },
      finds: [{ subject: "203.0.113.11", events: 11 }],
    },
    {
      name: "nine resources and four users",
      records: times(36, (index) => ({
        ...probe,
        ts: later(at("09:00"), index * 60),
        user_id: `u-${index % 4}`,
        resource: `r-${index % 9}`,
      })),
      finds: [],
    },
    {
      name: "twelve resources in seventy minutes, from an address each, and seventy minutes from one",
      records: [
        ...times(12, (index) => ({
          ...probe,
          ts: later(at("09:00"), index * 60),
          source_ip: `203.0.113.${index}`,
          resource: `r-${index}`,
        })),
        ...times(11, (index) => ({ ...probe, ts: later(at("08:47"), index * 420), resource: `r-${index}` })),
      ],
      finds: [],
    },
    {
      name: "six denials of six resources for six users, each delivered twice",
      records: times(12, (index) => ({
        ...probe,
        event_id: `twice-${index >> 1}`,
        ts: later(at("09:00"), (index >> 1) * 60),
        user_id: `u-${index >> 1}`,
        resource: `r-${index >> 1}`,
      })),
      finds: [],
    },
  ],
};

/** The ends of the windows that hold a denial, in minutes after the step in which it lies: (5), (10), … */
function steps(windowMinutes: number) {
  const count = Math.max(1, Math.floor(windowMinutes / STEP));
  return joinSql(
    Array.from({ length: count }, (_, index) => sql`(${literal.integer((index + 1) * STEP)})`),
    ", ",
  );
}
