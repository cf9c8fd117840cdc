import { identifier } from "../sql/identifier.js";
import { literal } from "../sql/literal.js";
import { withinRange } from "../sql/log-bounds.js";
import { sql } from "../sql/sql.js";
import { at, later, times } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS } from "./rule.js";

const COLUMNS = {
  ...FINDING_COLUMNS,
  without_place: "integer",
} as const;

const MINUTES_PER_DAY = 1440;
const nowhere = { location: null, lat: null, lon: null } as const;

/** CORDON-DET-010: A source writes records without a place. */
export const missingPlace: DetectionRule<"records" | "percent", typeof COLUMNS> = {
  id: "CORDON-DET-010",
  title: "A source writes records without a place",
  severity: "low",
  why: "Without a place nobody travels: location and travel are blind for these records, and nothing is guessed.",
  subject: "source",
  attack: [],
  runbook: [
    "Look at what gives the source its place: the headers of CloudFront, or the lookup of the middleware.",
    "It has none by choice: acknowledge, and rely on the other evidence.",
  ],
  everyMinutes: 1440,
  settings: {
    records: {
      default: 50,
      minimum: 1,
      maximum: 1_000_000,
      kind: "count",
      meaning: "records of a day that are enough to judge",
    },
    percent: {
      default: 20,
      minimum: 1,
      maximum: 100,
      kind: "measure",
      meaning: "percentage of them without a place",
    },
  },
  historyMinutes: () => MINUTES_PER_DAY,
  columns: COLUMNS,
  text: ({ log, from, until, settings: { records, percent } }) => sql`
WITH seen AS (
  SELECT DISTINCT event_id, ts, coalesce(${identifier("function")}, 'unnamed') AS source,
    CASE WHEN location IS NULL OR lat IS NULL OR lon IS NULL THEN 1 ELSE 0 END AS without_place
  FROM ${log}
  WHERE ${withinRange({ log, from: until - MINUTES_PER_DAY * 60_000, until })}
    AND user_id IS NOT NULL
)
SELECT source AS subject, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events,
  CAST(sum(without_place) AS bigint) AS without_place
FROM seen
GROUP BY source
HAVING count(*) >= ${literal.integer(records)} AND max(ts) >= ${literal.timestamp(from)}
  AND sum(without_place) * 100 >= count(*) * ${literal.integer(percent)}
ORDER BY source`,
  describe: ({ without_place, events }) => `${without_place} of ${events} records of a day have no place`,
  cases: [
    {
      name: "fifty records, ten of them without a place or its coordinates",
      records: times(50, (index) => ({
        ts: later(at("09:00"), index * 60),
        ...(index < 5 ? nowhere : index < 8 ? { location: null } : index < 10 ? { lat: null } : {}),
      })),
      finds: [{ subject: "shop-engine", events: 50, without_place: 10 }],
    },
    {
      name: "fifty records, six of them without a place",
      records: times(50, (index) => ({ ts: later(at("09:00"), index * 60), ...(index < 6 ? nowhere : {}) })),
      finds: [],
    },
    {
      name: "49 records without a place, one of them delivered twice",
      records: times(50, (index) => ({
        ...nowhere,
        ts: later(at("09:00"), Math.min(index, 48) * 60),
        event_id: `e-${Math.min(index, 48)}`,
      })),
      finds: [],
    },
    {
      name: "a day that ended before the run's window",
      records: times(50, (index) => ({ ...nowhere, ts: later(at("08:00"), index * 60) })),
      finds: [],
    },
    {
      name: "probes without a token, of which nobody knows the place",
      records: times(80, (index) => ({ ...nowhere, ts: later(at("09:00"), index * 30), user_id: null })),
      finds: [],
    },
  ],
};
