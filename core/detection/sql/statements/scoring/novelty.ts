import { NOVELTY, WEIGHT_UNIT } from "../../../scoring/constants.js";
import { minutes } from "../../interval.js";
import { literal } from "../../literal.js";
import { type Sql, sql } from "../../sql.js";
import { COMPARED_SCOPE, COMPARED_SUBJECT, geometricTail } from "./fragments.js";
import { dayOfRange, daysBefore, type ScoringRange } from "./scoring-range.js";

const MINUTES_A_DAY = 1440;
const UNIT = literal.double(WEIGHT_UNIT);

/** Whether few peers use the value of the tail p. */
const IS_RARE = sql`(p.value IS NULL OR CAST(p.weight AS double) / ${UNIT} < ${literal.double(NOVELTY.rareShare)} * p.total)`;

/**
 * How rare so many new resources within a week are: a geometric tail around the user's own rate of them. It counts in
 * the windows that bring a new one; resources that many peers use are not counted.
 *
 * Something is new only to somebody who was seen a week before: on the first days of a person, and of the history,
 * everything is seen for the first time, and tells nothing. Those days are no part of the rate either.
 */
export function noveltyTerm(range: ScoringRange): Sql {
  const recent = literal.date(daysBefore(dayOfRange(range), NOVELTY.days - 1));
  const known = literal.date(daysBefore(dayOfRange(range), NOVELTY.days));
  return sql`first_sightings AS (
  SELECT user_id, value, min(day) AS day, min(weight) AS weight FROM seen WHERE feature = 'resource'
  GROUP BY user_id, value
),
known_since AS (
  SELECT user_id, min(day) AS day FROM first_sightings GROUP BY user_id
),
news AS (
  SELECT f.user_id, f.value, f.day, f.weight
  FROM first_sightings f JOIN known_since k ON k.user_id = f.user_id
  WHERE CAST(f.day AS timestamp) >= CAST(k.day AS timestamp) + ${minutes(NOVELTY.days * MINUTES_A_DAY)}
),
new_rates AS (
  SELECT user_id, CAST(sum(weight) AS double) / ${UNIT} AS firsts FROM news GROUP BY user_id
),
firsts_today AS (
  SELECT t.user_id, t.value, t.window_start
  FROM (SELECT user_id, resource AS value, min(window_start) AS window_start FROM today GROUP BY user_id, resource) t
  JOIN known_since k ON k.user_id = t.user_id AND k.day <= ${known}
  LEFT JOIN first_sightings f ON f.user_id = t.user_id AND f.value = t.value
  WHERE f.user_id IS NULL
),
rare_today AS (
  SELECT t.user_id, t.window_start, w.peer_group, CAST(count(*) AS bigint) AS added
  FROM firsts_today t
  JOIN all_windows w ON w.user_id = t.user_id AND w.window_start = t.window_start
  LEFT JOIN tails p ON p.scope = ${COMPARED_SCOPE} AND p.subject = ${COMPARED_SUBJECT}
    AND p.feature = 'resource' AND p.value = t.value
  WHERE ${IS_RARE}
  GROUP BY t.user_id, t.window_start, w.peer_group
),
added_today AS (
  SELECT user_id, window_start, peer_group,
    CAST(sum(added) OVER (PARTITION BY user_id ORDER BY window_start) AS bigint) AS added
  FROM rare_today
),
new_within_days AS (
  SELECT w.user_id, w.window_start,
    CAST(w.added + sum(CASE WHEN f.user_id IS NOT NULL AND ${IS_RARE} THEN 1 ELSE 0 END) AS bigint) AS new_resources
  FROM added_today w
  LEFT JOIN news f ON f.user_id = w.user_id AND f.day >= ${recent}
  LEFT JOIN tails p ON p.scope = ${COMPARED_SCOPE} AND p.subject = ${COMPARED_SUBJECT}
    AND p.feature = 'resource' AND p.value = f.value
  WHERE w.window_start >= ${literal.timestamp(range.from)}
  GROUP BY w.user_id, w.window_start, w.added
),
novelties AS (
  SELECT
    w.window_start, w.user_id, w.new_resources,
    ${literal.double(NOVELTY.days)}
      * (${literal.double(NOVELTY.share)} * coalesce(r.firsts, 0E0) + ${literal.double(NOVELTY.prior)})
      / (coalesce(CAST(d.weight AS double), 0E0) / ${UNIT} + ${literal.double(NOVELTY.priorDays)}) AS expected
  FROM new_within_days w
  LEFT JOIN new_rates r ON r.user_id = w.user_id
  LEFT JOIN days_of_users d ON d.user_id = w.user_id
),
novelty_term AS (
  SELECT window_start, user_id, new_resources,
    ${geometricTail(sql`new_resources`)} AS unlikely
  FROM novelties
)`;
}
