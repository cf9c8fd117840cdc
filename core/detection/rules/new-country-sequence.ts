import { minutes } from "../sql/interval.js";
import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at, times } from "./case-records.js";
import { matchesPattern } from "./matches-pattern.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  country: "text",
  denials: "integer",
  action: "text",
} as const;

const BRAZIL = { location: "BR-Sao-Paulo", lat: -23.55, lon: -46.63, source_ip: "198.51.100.40" } as const;
const administration = { action: "iam:PutRolePolicy", resource: "admin/roles" } as const;
const known = { ts: at("09:00", 10) } as const;

/** CORDON-DET-006: A user comes from a new country, is denied, and then administers. */
export const newCountrySequence: DetectionRule<"denials" | "windowMinutes" | "days", typeof COLUMNS> = {
  id: "CORDON-DET-006",
  title: "A user comes from a new country, is denied, and then administers",
  severity: "critical",
  why: "Arriving, looking around and taking hold is the order of an intrusion; each step alone is a business trip.",
  subject: "user",
  attack: ["T1078.004", "T1098", "T1526"],
  runbook: [
    "Revoke the session and the tokens now: the last step was allowed.",
    "Undo what the administration changed; the event ids are in the log between first and last.",
    "Ask the user, by another channel.",
  ],
  everyMinutes: 60,
  settings: {
    denials: {
      default: 3,
      minimum: 1,
      maximum: 1000,
      kind: "count",
      meaning: "denials between arrival and administration",
    },
    windowMinutes: {
      default: 360,
      minimum: 5,
      maximum: 10_080,
      kind: "measure",
      meaning: "minutes from arrival to administration",
    },
    days: {
      default: 30,
      minimum: 2,
      maximum: 400,
      kind: "measure",
      meaning: "days without the country that make it new",
    },
  },
  historyMinutes: ({ days, windowMinutes }) => days * 1440 + windowMinutes,
  columns: COLUMNS,
  text: ({ log, from, until, administration: actions, settings: { denials, windowMinutes, days } }) => sql`
WITH requests AS (
  SELECT DISTINCT event_id, ts, user_id, split_part(location, '-', 1) AS country, action, decision
  FROM ${log}
  WHERE ${withinRange({ log, from: from - windowMinutes * 60_000 - days * 86_400_000, until })}
    AND user_id IS NOT NULL AND location IS NOT NULL
), arrivals AS (
  SELECT event_id, ts, user_id, country, action, decision,
    min(ts) OVER (PARTITION BY user_id) AS known_since,
    min(ts) OVER (PARTITION BY user_id, country) AS arrived
  FROM requests
), sequences AS (
  SELECT ts, user_id, country, action, decision, arrived,
    sum(CASE WHEN decision = 'DENY' THEN 1 ELSE 0 END)
      OVER (PARTITION BY user_id, country ORDER BY ts, event_id ROWS UNBOUNDED PRECEDING) AS denials,
    count(*) OVER (PARTITION BY user_id, country ORDER BY ts, event_id ROWS UNBOUNDED PRECEDING) AS events
  FROM arrivals
  WHERE arrived > known_since + INTERVAL '1' DAY
    AND ts <= arrived + ${minutes(windowMinutes)}
), ends AS (
  SELECT user_id, country, action, arrived, ts, denials, events,
    row_number() OVER (PARTITION BY user_id ORDER BY ts, country, action) AS place
  FROM sequences
  WHERE decision = 'ALLOW' AND ts >= ${literal.timestamp(from)} AND denials >= ${literal.integer(denials)}
    AND ${matchesPattern(sql`action`, actions)}
)
SELECT user_id AS subject, arrived AS first_ts, ts AS last_ts, events, country,
  CAST(denials AS bigint) AS denials, action
FROM ends
WHERE place = 1
ORDER BY user_id`,
  describe: ({ country, denials, action }) =>
    `first request from ${country}, ${denials} denials, then ${action}`,
  cases: [
    {
      name: "a new country, three denials, then a policy of a role; others live there, or arrive too",
      records: [
        known,
        { ...BRAZIL, ts: at("09:00", 20), user_id: "u-18" },
        { ...known, user_id: "u-19" },
        { ...BRAZIL, ts: at("08:59"), user_id: "u-19" },
        { ...BRAZIL, ts: at("09:00") },
        ...times(3, (index) => ({ ...BRAZIL, ts: at(`09:1${index}`), decision: "DENY" as const })),
        { ...BRAZIL, ...administration, ts: at("09:20") },
      ],
      finds: [
        {
          subject: "u-17",
          first_ts: at("09:00"),
          last_ts: at("09:20"),
          country: "BR",
          denials: 3,
          events: 5,
        },
      ],
    },
    {
      name: "a country that was last seen 31 days ago, and an administration five hours after arrival",
      records: [
        { ...BRAZIL, ts: at("03:00", 31) },
        known,
        { ...BRAZIL, ts: at("04:30") },
        ...times(3, (index) => ({ ...BRAZIL, ts: at(`04:4${index}`), decision: "DENY" as const })),
        { ...BRAZIL, ...administration, ts: at("09:20") },
      ],
      finds: [{ subject: "u-17", first_ts: at("04:30") }],
    },
    {
      name: "a country that was seen twenty days ago",
      records: [
        { ts: at("09:00", 25) },
        known,
        { ...BRAZIL, ts: at("09:00", 20) },
        ...times(3, (index) => ({ ...BRAZIL, ts: at(`09:1${index}`), decision: "DENY" as const })),
        { ...BRAZIL, ...administration, ts: at("09:20") },
      ],
      finds: [],
    },
    {
      name: "two denials, one of them delivered twice",
      records: [
        known,
        { ...BRAZIL, ts: at("09:10"), decision: "DENY" as const, event_id: "twice" },
        { ...BRAZIL, ts: at("09:10"), decision: "DENY" as const, event_id: "twice" },
        { ...BRAZIL, ts: at("09:11"), decision: "DENY" as const },
        { ...BRAZIL, ...administration, ts: at("09:20") },
      ],
      finds: [],
    },
    {
      name: "the administration first, the denials after it",
      records: [
        known,
        { ...BRAZIL, ...administration, ts: at("09:00") },
        ...times(3, (index) => ({ ...BRAZIL, ts: at(`09:1${index}`), decision: "DENY" as const })),
      ],
      finds: [],
    },
    {
      name: "an administration that was denied, and one that changes nothing",
      records: [
        known,
        ...times(3, (index) => ({ ...BRAZIL, ts: at(`09:1${index}`), decision: "DENY" as const })),
        { ...BRAZIL, ...administration, ts: at("09:20"), decision: "DENY" },
        { ...BRAZIL, ts: at("09:21"), action: "orders:Read" },
      ],
      finds: [],
    },
    {
      name: "the denials of one who arrives, and the administration of another",
      records: [
        known,
        { ...known, user_id: "u-18" },
        ...times(3, (index) => ({
          ...BRAZIL,
          ts: at(`09:1${index}`),
          decision: "DENY" as const,
          user_id: "u-18",
        })),
        { ...BRAZIL, ...administration, ts: at("09:20") },
      ],
      finds: [],
    },
    {
      name: "an administration seven hours after arrival",
      records: [
        known,
        ...times(3, (index) => ({ ...BRAZIL, ts: at(`02:1${index}`), decision: "DENY" as const })),
        { ...BRAZIL, ...administration, ts: at("09:20") },
      ],
      finds: [],
    },
    {
      name: "a user of whom nothing is known, and denials in a known country",
      records: [
        ...times(3, (index) => ({
          ...BRAZIL,
          ts: at(`09:1${index}`),
          decision: "DENY" as const,
          user_id: "u-new",
        })),
        { ...BRAZIL, ...administration, ts: at("09:20"), user_id: "u-new" },
        known,
        ...times(3, (index) => ({
          ts: at(`09:1${index}`),
          decision: "DENY" as const,
          location: "DE-Munich",
        })),
        { ...administration, ts: at("09:20"), location: "DE-Munich" },
      ],
      finds: [],
    },
  ],
};
