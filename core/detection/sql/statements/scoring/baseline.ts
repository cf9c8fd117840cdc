import { BASELINE_DAYS, SERVICE_GROUP, SMALLEST_GROUP, weightOf } from "../../../scoring/constants.js";
import { literal } from "../../literal.js";
import { joinSql, type Sql, sql } from "../../sql.js";
import { dayOfRange, daysBefore, type ScoringRange } from "./scoring-range.js";

/**
 * What every term stands on. Trino works out a common table expression at each use, and takes no statement of more than
 * 150 stages: each use of `windows` costs ten.
 *
 * `seen` and `worked`: the summaries of the 30 days before, with weights. `today`: the cells of the day, `windows`: those
 * that are scored, with the peer group that they are compared with, or null for everybody.
 */
export function baseline(range: ScoringRange): Sql {
  const day = dayOfRange(range);
  const first = literal.date(daysBefore(day, BASELINE_DAYS));
  const last = literal.date(daysBefore(day, 1));
  return sql`days (day, weight) AS (
  VALUES ${weights(day)}
),
seen AS (
  SELECT s.user_id, s.peer_group, s.feature, s.value, s.day, d.weight
  FROM ${range.sightings} s JOIN days d ON d.day = s.day
  WHERE s.day >= ${first} AND s.day <= ${last}
),
worked AS (
  SELECT s.user_id, s.peer_group, s.hour_of_day, s.day, s.events, s.denials, d.weight
  FROM ${range.hours} s JOIN days d ON d.day = s.day
  WHERE s.day >= ${first} AND s.day <= ${last}
),
known_groups AS (
  SELECT peer_group FROM worked WHERE peer_group IS NOT NULL
  GROUP BY peer_group HAVING count(DISTINCT user_id) >= ${literal.integer(SMALLEST_GROUP)}
),
today AS (
  SELECT window_start, user_id, peer_group, location, resource, events, denials
  FROM ${range.cells}
  WHERE window_start >= ${literal.timestamp(day)} AND window_start < ${literal.timestamp(range.until)}
),
all_windows AS (
  SELECT w.window_start, w.user_id, g.peer_group, w.own_group, w.events, w.denials
  FROM (
    SELECT
      window_start, user_id, max(peer_group) AS own_group,
      CAST(sum(events) AS bigint) AS events, CAST(sum(denials) AS bigint) AS denials
    FROM today GROUP BY window_start, user_id
  ) w
  LEFT JOIN known_groups g ON g.peer_group = w.own_group
),
windows AS (
  SELECT window_start, user_id, peer_group, events, denials,
    CASE WHEN own_group = ${literal.text(SERVICE_GROUP)} THEN 1 ELSE 0 END AS is_service,
    CAST(extract(hour FROM window_start) AS integer) AS hour_of_day
  FROM all_windows WHERE window_start >= ${literal.timestamp(range.from)}
),
user_days AS (
  SELECT user_id, peer_group, day, max(weight) AS weight FROM worked GROUP BY user_id, peer_group, day
),
days_of_users AS (
  SELECT user_id, CAST(sum(weight) AS bigint) AS weight, CAST(sum(denials) AS bigint) AS denials
  FROM (
    SELECT user_id, day, max(weight) AS weight, sum(weight * denials) AS denials FROM worked GROUP BY user_id, day
  )
  GROUP BY user_id
)`;
}

/** The weight of each day of the history, as rows: the same whole numbers on every engine. */
function weights(day: number): Sql {
  const ages = Array.from({ length: BASELINE_DAYS }, (_, index) => index + 1);
  return joinSql(
    ages.map(
      (age) =>
        sql`(${literal.date(daysBefore(day, age))}, CAST(${literal.integer(weightOf(age))} AS bigint))`,
    ),
    ", ",
  );
}
