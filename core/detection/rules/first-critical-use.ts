import { betweenSlashes, classBetweenSlashes } from "../sql/class-of-resource.js";
import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at } from "./case-records.js";
import { matchesPattern } from "./matches-pattern.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  resource: "text",
  resources: "integer",
  denials: "integer",
} as const;

const jewel = { resource: "admin/keys", action: "admin:Read" } as const;

/** CORDON-DET-004: A user asks for a critical resource for the first time in a month. */
export const firstCriticalUse: DetectionRule<"days", typeof COLUMNS> = {
  id: "CORDON-DET-004",
  title: "A user asks for a critical resource for the first time in a month",
  severity: "high",
  why: "One call is enough where it matters most, and one call from the usual place is rare to no statistic.",
  subject: "user",
  attack: ["T1078.004", "T1530"],
  runbook: [
    "Look for a grant or a ticket that explains it.",
    "Denied: ask why it was tried. Allowed without a reason: revoke the session and narrow the access policy.",
  ],
  everyMinutes: 60,
  settings: {
    days: {
      default: 30,
      minimum: 1,
      maximum: 400,
      kind: "measure",
      meaning: "days without a request that make it the first",
    },
  },
  historyMinutes: ({ days }) => days * 1440,
  columns: COLUMNS,
  text: ({ log, from, until, critical, settings: { days } }) => sql`
WITH requests AS (
  SELECT DISTINCT event_id, ts, user_id, decision, ${classBetweenSlashes(sql`resource`)} AS resource
  FROM ${log}
  WHERE ${withinRange({ log, from: from - days * 86_400_000, until })}
    AND user_id IS NOT NULL AND ${matchesPattern(sql`resource`, critical)}
), firsts AS (
  SELECT user_id, ${betweenSlashes(sql`resource`)} AS resource, ts, decision, min(ts) OVER (PARTITION BY user_id, resource) AS first_ts
  FROM requests
), new_uses AS (
  SELECT user_id, resource, ts, decision, min(ts) OVER (PARTITION BY user_id) AS started
  FROM firsts
  WHERE first_ts >= ${literal.timestamp(from)}
)
SELECT user_id AS subject, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
  min(CASE WHEN ts = started THEN resource END) AS resource, count(DISTINCT resource) AS resources,
  count(CASE WHEN decision = 'DENY' THEN 1 END) AS denials
FROM new_uses
GROUP BY user_id
ORDER BY user_id`,
  describe: ({ resource, resources, events, denials }) =>
    `${resource}${(resources ?? 1) > 1 ? ` and ${(resources ?? 1) - 1} more` : ""}, ${events} requests, ${denials} of them denied`,
  cases: [
    {
      name: "a first request, allowed",
      records: [
        { ts: at("08:00", 3) },
        { ...jewel, ts: at("09:30") },
        { ...jewel, ts: at("09:35") },
        { ...jewel, ts: at("09:40"), resource: "admin/audit", decision: "DENY" },
      ],
      finds: [{ subject: "u-17", events: 3, resource: "admin/keys", resources: 2, denials: 1 }],
    },
    {
      name: "two at the same instant: the first by name, on every engine",
      records: [
        { ts: at("08:00", 3) },
        { ...jewel, ts: at("09:30"), resource: "admin/zones" },
        { ...jewel, ts: at("09:30"), resource: "admin/audit" },
        { ...jewel, ts: at("09:35") },
      ],
      finds: [{ subject: "u-17", events: 3, resource: "admin/audit", resources: 3, denials: 0 }],
    },
    {
      name: "a request after a month without one",
      records: [
        { ...jewel, ts: at("08:00", 31) },
        { ...jewel, ts: at("09:30") },
      ],
      finds: [{ subject: "u-17", events: 1 }],
    },
    {
      name: "a request twenty days after another one",
      records: [
        { ...jewel, ts: at("09:30", 20) },
        { ...jewel, ts: at("09:30") },
      ],
      finds: [],
    },
    {
      name: "what another user used before, delivered twice",
      records: [
        { ...jewel, ts: at("09:30", 2), user_id: "u-18" },
        { ...jewel, ts: at("09:30"), event_id: "twice" },
        { ...jewel, ts: at("09:30"), event_id: "twice" },
      ],
      finds: [{ subject: "u-17", events: 1 }],
    },
    {
      name: "another thing of a class that the user used before, and a first one of a class of two things",
      records: [
        { ...jewel, ts: at("09:30", 20), resource: "admin/users/17" },
        { ...jewel, ts: at("09:30"), resource: "admin/users/4711" },
        { ...jewel, ts: at("09:31"), resource: "admin/roles/0123456789abcdef" },
        { ...jewel, ts: at("09:32"), resource: "admin/roles/0a0b8f9e-3c42-4f10-9d7a-3f1f0c5d2e11" },
      ],
      finds: [{ subject: "u-17", events: 2, resource: "admin/roles/*", resources: 1 }],
    },
    {
      name: "first requests for what is not critical, and for what a wildcard of LIKE would match",
      records: [
        { ts: at("09:30"), resource: "orders/new" },
        { ts: at("09:31"), resource: "vaultXkeys" },
        { ts: at("09:32"), resource: "the-vault" },
      ],
      surroundings: { critical: ["vault_*", "vault%"] },
      finds: [],
    },
    {
      name: "a first request before the run's window",
      records: [
        { ...jewel, ts: at("08:30") },
        { ...jewel, ts: at("09:30") },
      ],
      finds: [],
    },
  ],
};
