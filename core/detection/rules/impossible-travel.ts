import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { inBlocks } from "./address-blocks.js";
import { at } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  from_location: "text",
  to_location: "text",
  /** Between the two places, along the surface of the earth. */
  kilometres: "double",
  kilometres_per_hour: "double",
} as const;

const BERLIN = { location: "DE-Berlin", lat: 52.52, lon: 13.41, source_ip: "203.0.113.7" } as const;
const SINGAPORE = { location: "SG-Singapore", lat: 1.35, lon: 103.82, source_ip: "198.51.100.9" } as const;
const AUCKLAND = { location: "NZ-Auckland", lat: -36.85, lon: 174.76, source_ip: "198.51.100.30" } as const;
/** 504 km from Berlin. */
const MUNICH = { location: "DE-Munich", lat: 48.14, lon: 11.58, source_ip: "198.51.100.20" } as const;
/** 255 km from Berlin. */
const HAMBURG = { location: "DE-Hamburg", lat: 53.55, lon: 9.99, source_ip: "198.51.100.21" } as const;

/** Half the girth of the earth in kilometres: no two places are farther apart. */
const FARTHEST = 20_015;

/** Before that, every place can be reached. */
function historyMinutes({ kilometresPerHour }: { readonly kilometresPerHour: number }): number {
  return Math.ceil((FARTHEST / kilometresPerHour) * 60);
}

/** CORDON-DET-003: A user is in two places that nobody travels between in that time. */
export const impossibleTravel: DetectionRule<"kilometres" | "kilometresPerHour", typeof COLUMNS> = {
  id: "CORDON-DET-003",
  title: "A user is in two places that nobody travels between in that time",
  severity: "high",
  why: "A token that works in two places at once is used by two people.",
  subject: "user",
  attack: ["T1078.004", "T1550.001"],
  runbook: [
    "An address of a VPN or of an office: add its block to the team's egress.",
    "Ask the user where they are, by another channel.",
    "Not there: revoke the session that the finding names by its place, then the tokens.",
  ],
  everyMinutes: 5,
  settings: {
    kilometres: {
      default: 300,
      minimum: 50,
      maximum: 20_000,
      kind: "measure",
      meaning: "distance that an address may be wrong by",
    },
    kilometresPerHour: {
      default: 900,
      minimum: 100,
      maximum: 10_000,
      kind: "measure",
      meaning: "speed of an airliner",
    },
  },
  historyMinutes,
  columns: COLUMNS,
  // A record that was delivered twice is a step that leads nowhere.
  text: ({ log, from, until, egress, settings }) => sql`
WITH placed AS (
  SELECT event_id, ts, user_id, source_ip, location, lat, lon
  FROM ${log}
  WHERE ${withinRange({ log, from: from - historyMinutes(settings) * 60_000, until })}
    AND user_id IS NOT NULL AND location IS NOT NULL AND lat IS NOT NULL AND lon IS NOT NULL
    AND NOT ${inBlocks(sql`source_ip`, egress)}
), steps AS (
  SELECT user_id, ts, source_ip, location, lat, lon,
    lag(ts) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS before_ts,
    lag(source_ip) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS before_ip,
    lag(location) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS before_location,
    lag(lat) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS before_lat,
    lag(lon) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS before_lon
  FROM placed
), measured AS (
  SELECT user_id, before_ts, ts, before_location, location,
    1.2742E4 * asin(least(1E0, sqrt(power(sin(radians(lat - before_lat) / 2E0), 2E0)
      + cos(radians(before_lat)) * cos(radians(lat)) * power(sin(radians(lon - before_lon) / 2E0), 2E0))))
      AS kilometres,
    greatest(CAST(date_diff('millisecond', before_ts, ts) AS double) / 3.6E6, 1E0 / 6E1) AS hours
  FROM steps
  WHERE before_ts IS NOT NULL AND ts >= ${literal.timestamp(from)}
    AND (before_ip IS NULL OR source_ip IS NULL OR before_ip <> source_ip)
), ranked AS (
  SELECT user_id, before_ts, ts, before_location, location, kilometres, kilometres / hours AS speed,
    count(*) OVER (PARTITION BY user_id) AS steps,
    row_number() OVER (PARTITION BY user_id ORDER BY kilometres / hours DESC, ts) AS place
  FROM measured
  WHERE kilometres > ${literal.double(settings.kilometres)}
    AND kilometres / hours > ${literal.double(settings.kilometresPerHour)}
)
SELECT user_id AS subject, before_ts AS first_ts, ts AS last_ts, steps + 1 AS events,
  before_location AS from_location, location AS to_location, kilometres, speed AS kilometres_per_hour
FROM ranked
WHERE place = 1
ORDER BY user_id`,
  describe: ({ from_location, to_location, kilometres, kilometres_per_hour }) =>
    `${from_location} to ${to_location}, ${Math.round(kilometres ?? 0)} km, at ${Math.round(kilometres_per_hour ?? 0)} km/h`,
  cases: [
    {
      name: "Berlin, and Singapore forty minutes later",
      records: [
        { ...BERLIN, ts: at("09:00") },
        { ...SINGAPORE, ts: at("09:40") },
      ],
      finds: [
        {
          subject: "u-17",
          first_ts: at("09:00"),
          last_ts: at("09:40"),
          events: 2,
          from_location: "DE-Berlin",
          to_location: "SG-Singapore",
        },
      ],
    },
    {
      name: "Munich 34 minutes after Berlin, faster than an airliner, and back by train",
      records: [
        { ...BERLIN, ts: at("08:30") },
        { ...MUNICH, ts: at("09:03:30") },
        { ...BERLIN, ts: at("09:58") },
      ],
      finds: [{ subject: "u-17", events: 2, to_location: "DE-Munich" }],
    },
    {
      name: "Singapore eleven hours after Berlin, at 902 km/h, and a second user at 870",
      records: [
        { ...BERLIN, ts: at("22:20", 1) },
        { ...SINGAPORE, ts: at("09:20") },
        { ...BERLIN, ts: at("22:00", 1), user_id: "u-18" },
        { ...SINGAPORE, ts: at("09:24"), user_id: "u-18" },
      ],
      finds: [{ subject: "u-17" }],
    },
    {
      name: "a step that ended before the run's window",
      records: [
        { ...BERLIN, ts: at("08:00") },
        { ...SINGAPORE, ts: at("08:40") },
      ],
      finds: [],
    },
    {
      name: "Hamburg after a minute: within what an address may be wrong by",
      records: [
        { ...BERLIN, ts: at("09:00") },
        { ...HAMBURG, ts: at("09:01") },
      ],
      finds: [],
    },
    {
      name: "a VPN of the team between two requests from Berlin, IPv4, IPv6 and mapped",
      records: [
        { ...BERLIN, ts: at("09:00") },
        { ...SINGAPORE, ts: at("09:01") },
        { ...SINGAPORE, ts: at("09:02"), source_ip: "2001:db8:5::9" },
        { ...SINGAPORE, ts: at("09:03"), source_ip: "::ffff:198.51.100.10" },
        { ...BERLIN, ts: at("09:04") },
      ],
      surroundings: { egress: ["198.51.100.0/28", "2001:db8:5::/48"] },
      finds: [],
    },
    {
      name: "an address beside the blocks of the team",
      records: [
        { ...BERLIN, ts: at("09:00") },
        { ...SINGAPORE, ts: at("09:01"), source_ip: "198.51.100.16" },
        { ...BERLIN, ts: at("09:10"), user_id: "u-18" },
        { ...SINGAPORE, ts: at("09:12"), user_id: "u-18", source_ip: "2001:db8:6::9" },
      ],
      surroundings: { egress: ["198.51.100.0/28", "2001:db8:5::/48"] },
      finds: [{ subject: "u-17" }, { subject: "u-18" }],
    },
    {
      name: "a place that could not be looked up, and one without coordinates",
      records: [
        { ...BERLIN, ts: at("09:00") },
        { ...SINGAPORE, ts: at("09:01"), location: null },
        { ...SINGAPORE, ts: at("09:02"), lat: null, lon: null },
      ],
      finds: [],
    },
    {
      name: "one address that is looked up in two places, and two users in two places",
      records: [
        { ...BERLIN, ts: at("09:00") },
        { ...SINGAPORE, ts: at("09:20"), source_ip: BERLIN.source_ip },
        { ...SINGAPORE, ts: at("09:21"), user_id: "u-18" },
      ],
      finds: [],
    },
    {
      name: "Auckland nineteen hours after Berlin",
      records: [
        { ...BERLIN, ts: at("14:10", 1) },
        { ...AUCKLAND, ts: at("09:10") },
      ],
      finds: [{ subject: "u-17", to_location: "NZ-Auckland" }],
    },
    {
      name: "Singapore the day after Berlin",
      records: [
        { ...BERLIN, ts: at("08:00", 1) },
        { ...SINGAPORE, ts: at("09:30") },
      ],
      finds: [],
    },
  ],
};
