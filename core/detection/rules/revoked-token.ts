import { minutes } from "../sql/interval.js";
import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { joinSql, sql } from "../sql/sql.js";
import { at, later, times } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  addresses: "integer",
  sessions: "integer",
} as const;

/** Reasons of the policy engine by which a token that was good is refused for good (core/contracts/faults.ts). */
export const REVOCATION_REASONS = ["token_revoked", "session_revoked", "device_revoked"] as const;

const revoked = { decision: "DENY", reason: "session_revoked", policy_id: null } as const;

/** CORDON-DET-008: A revoked token is tried again. */
export const revokedToken: DetectionRule<"attempts" | "graceMinutes", typeof COLUMNS> = {
  id: "CORDON-DET-008",
  title: "A revoked token is tried again",
  severity: "high",
  why: "The user's own client signs in again when it is refused; who cannot sign in tries the token once more.",
  subject: "user",
  attack: ["T1550.001", "T1550.004", "T1078.004"],
  runbook: [
    "Compare the address with the ones from before the revocation: a new one holds the stolen token.",
    "The old address and device: an application that does not handle 401; tell its owner.",
    "Look for what the token was used for before it was revoked.",
  ],
  everyMinutes: 5,
  settings: {
    attempts: {
      default: 3,
      minimum: 2,
      maximum: 1000,
      kind: "count",
      meaning: "refusals, the first one included",
    },
    graceMinutes: {
      default: 10,
      minimum: 1,
      maximum: 1440,
      kind: "measure",
      meaning: "minutes after the first refusal in which a client may still try",
    },
  },
  historyMinutes: () => HISTORY_MINUTES,
  columns: COLUMNS,
  text: ({ log, from, until, settings: { attempts, graceMinutes } }) => sql`
WITH refusals AS (
  SELECT DISTINCT event_id, ts, user_id, session_id, source_ip
  FROM ${log}
  WHERE ${withinRange({ log, from: from - HISTORY_MINUTES * 60_000, until })}
    AND user_id IS NOT NULL AND decision = 'DENY'
    AND reason IN (${joinSql(REVOCATION_REASONS.map(literal.text), ", ")})
)
SELECT user_id AS subject, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
  count(DISTINCT source_ip) AS addresses, count(DISTINCT session_id) AS sessions
FROM refusals
GROUP BY user_id
HAVING count(*) >= ${literal.integer(attempts)} AND max(ts) >= ${literal.timestamp(from)}
  AND max(ts) > min(ts) + ${minutes(graceMinutes)}
ORDER BY user_id`,
  describe: ({ events, addresses, sessions }) =>
    `${events} requests with ${sessions} revoked sessions, from ${addresses} addresses`,
  cases: [
    {
      name: "three refusals, the last one a quarter of an hour after the first, from another address",
      records: [
        { ...revoked, ts: at("09:20") },
        { ...revoked, ts: at("09:21"), reason: "token_revoked" },
        { ...revoked, ts: at("09:35"), source_ip: "198.51.100.60", reason: "device_revoked" },
      ],
      finds: [{ subject: "u-17", events: 3, addresses: 2, sessions: 1 }],
    },
    {
      name: "a client that tries for eight minutes and gives up",
      records: times(9, (index) => ({ ...revoked, ts: later(at("09:00"), index * 60) })),
      finds: [],
    },
    {
      name: "two refusals, the second one delivered twice",
      records: [
        { ...revoked, ts: at("09:00") },
        { ...revoked, ts: at("09:30"), event_id: "twice" },
        { ...revoked, ts: at("09:30"), event_id: "twice" },
      ],
      finds: [],
    },
    {
      name: "three denials for another reason",
      records: times(3, (index) => ({ ts: later(at("09:00"), index * 900), decision: "DENY" as const })),
      finds: [],
    },
    {
      name: "three refusals that ended before the run's window",
      records: times(3, (index) => ({ ...revoked, ts: later(at("08:00"), index * 900) })),
      finds: [],
    },
    {
      name: "refusals of two users, and of a token that was not verified",
      records: times(6, (index) => ({
        ...revoked,
        ts: later(at("09:00"), index * 480),
        user_id: [null, "u-17", "u-18"][index % 3] ?? null,
      })),
      finds: [],
    },
  ],
};

/** A token lives for a day at most where this rule is of use: older refusals are another story. */
const HISTORY_MINUTES = 1440;
