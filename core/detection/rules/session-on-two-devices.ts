import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  session: "text",
  devices: "integer",
  addresses: "integer",
  users: "integer",
} as const;

/** CORDON-DET-007: One session is used on two devices. */
export const sessionOnTwoDevices: DetectionRule<"devices" | "windowMinutes", typeof COLUMNS> = {
  id: "CORDON-DET-007",
  title: "One session is used on two devices",
  severity: "high",
  why: "A session belongs to the device that signed in; on a second one it was taken along.",
  subject: "user",
  attack: ["T1539", "T1550.001", "T1550.004"],
  runbook: [
    "Revoke the session; the user signs in again.",
    "Two of the user's own devices: find out what copies tokens between them.",
    "Another device: treat the user's other sessions as stolen.",
  ],
  everyMinutes: 5,
  settings: {
    devices: { default: 2, minimum: 2, maximum: 100, kind: "count", meaning: "devices of one session" },
    windowMinutes: {
      default: 1440,
      minimum: 60,
      maximum: 43_200,
      kind: "measure",
      meaning: "how long a session is looked at",
    },
  },
  historyMinutes: ({ windowMinutes }) => windowMinutes,
  columns: COLUMNS,
  text: ({ log, from, until, settings: { devices, windowMinutes } }) => sql`
WITH requests AS (
  SELECT DISTINCT event_id, ts, user_id, session_id, device_id, source_ip
  FROM ${log}
  WHERE ${withinRange({ log, from: until - windowMinutes * 60_000, until })}
    AND user_id IS NOT NULL AND session_id IS NOT NULL AND device_id IS NOT NULL
), sessions AS (
  SELECT session_id, max(user_id) AS user_id, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
    count(DISTINCT device_id) AS devices, count(DISTINCT source_ip) AS addresses,
    count(DISTINCT user_id) AS users
  FROM requests
  GROUP BY session_id
), ranked AS (
  SELECT session_id, user_id, first_ts, last_ts, events, devices, addresses, users,
    row_number() OVER (PARTITION BY user_id ORDER BY devices DESC, session_id) AS place
  FROM sessions
  WHERE devices >= ${literal.integer(devices)} AND last_ts >= ${literal.timestamp(from)}
)
SELECT user_id AS subject, first_ts, last_ts, events, session_id AS session, devices, addresses, users
FROM ranked
WHERE place = 1
ORDER BY user_id`,
  describe: ({ session, devices, addresses }) =>
    `session ${session} on ${devices} devices, from ${addresses} addresses`,
  cases: [
    {
      name: "a session on a laptop and, twenty hours later, on another machine",
      records: [
        { ts: at("13:30", 1) },
        { ts: at("14:30", 1) },
        { ts: at("09:30"), device_id: "unknown-9", source_ip: "198.51.100.50" },
      ],
      finds: [{ subject: "u-17", events: 3, session: "s-17", devices: 2, addresses: 2, users: 1 }],
    },
    {
      name: "a session on one device, from two addresses",
      records: [{ ts: at("09:00") }, { ts: at("09:30"), source_ip: "198.51.100.50" }],
      finds: [],
    },
    {
      name: "a laptop and a phone, each with a session of its own",
      records: [{ ts: at("09:00") }, { ts: at("09:30"), device_id: "phone-17", session_id: "s-18" }],
      finds: [],
    },
    {
      name: "two requests whose device is not known, and two without a session",
      records: [
        { ts: at("09:00") },
        { ts: at("09:30"), device_id: null },
        { ts: at("09:31"), session_id: null, user_id: "u-18" },
        { ts: at("09:32"), session_id: null, user_id: "u-18", device_id: "phone-18" },
      ],
      finds: [],
    },
    {
      name: "a second device after thirty hours",
      records: [{ ts: at("03:30", 1) }, { ts: at("09:30"), device_id: "unknown-9" }],
      finds: [],
    },
    {
      name: "a session that was on two devices before the run's window",
      records: [{ ts: at("08:00") }, { ts: at("08:30"), device_id: "unknown-9" }],
      finds: [],
    },
    {
      name: "one request, delivered twice",
      records: [
        { ts: at("09:00"), event_id: "twice" },
        { ts: at("09:00"), event_id: "twice" },
        { ts: at("09:01"), device_id: "unknown-9" },
      ],
      finds: [{ subject: "u-17", events: 2 }],
    },
  ],
};
