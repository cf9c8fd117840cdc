import { BACK_OFF, WEIGHT_UNIT } from "../../../scoring/constants.js";
import { literal } from "../../literal.js";
import { type Sql, sql } from "../../sql.js";
import { GROUPED_SCOPE } from "./fragments.js";

const UNIT = literal.double(WEIGHT_UNIT);
const USER = literal.double(BACK_OFF.user);
const PEERS = literal.double(BACK_OFF.peers);
const EVERYBODY = literal.double(BACK_OFF.everybody);

/** Below this, 1 - (1 - p)^m loses digits, and its series does not. */
const SMALL = literal.double(1e-5);

/**
 * How rare the places and resources of a window are: how much of the user's behaviour is as rare or rarer, which backs
 * off to the peers, and that to everybody. `frequencies`, `tails` and `totals` are read by novelty too.
 */
export function rarityTerms(): Sql {
  return sql`frequencies AS (
  SELECT
    ${GROUPED_SCOPE},
    feature, value, CAST(sum(weight) AS bigint) AS weight
  FROM seen
  GROUP BY GROUPING SETS ((user_id, feature, value), (peer_group, feature, value), (feature, value))
),
tails AS (
  SELECT
    scope, subject, feature, value, weight,
    CAST(sum(weight) OVER (PARTITION BY scope, subject, feature ORDER BY weight) AS double) / ${UNIT} AS tail,
    CAST(sum(weight) OVER (PARTITION BY scope, subject, feature) AS double) / ${UNIT} AS total
  FROM frequencies
),
totals AS (
  SELECT scope, subject, feature, max(total) AS total FROM tails GROUP BY scope, subject, feature
),
touched AS (
  SELECT DISTINCT t.window_start, t.user_id, w.peer_group, f.feature,
    CASE f.feature WHEN 'location' THEN t.location ELSE t.resource END AS value
  FROM today t
  JOIN windows w ON w.user_id = t.user_id AND w.window_start = t.window_start
  CROSS JOIN (VALUES ('location'), ('resource')) AS f (feature)
),
for_everybody AS (
  SELECT
    t.window_start, t.user_id, t.peer_group, t.feature, t.value,
    (coalesce(a.tail, 0E0) + ${EVERYBODY} / 2E0) / (coalesce(s.total, 0E0) + ${EVERYBODY}) AS p
  FROM touched t
  LEFT JOIN tails a ON a.scope = 'all' AND a.feature = t.feature AND a.value = t.value
  LEFT JOIN totals s ON s.scope = 'all' AND s.feature = t.feature
  WHERE t.value IS NOT NULL
),
for_peers AS (
  SELECT
    t.window_start, t.user_id, t.feature, t.value,
    (coalesce(a.tail, 0E0) + ${PEERS} * t.p) / (coalesce(s.total, 0E0) + ${PEERS}) AS p
  FROM for_everybody t
  LEFT JOIN tails a ON a.scope = 'peers' AND a.subject = t.peer_group AND a.feature = t.feature AND a.value = t.value
  LEFT JOIN totals s ON s.scope = 'peers' AND s.subject = t.peer_group AND s.feature = t.feature
),
for_users AS (
  SELECT
    t.window_start, t.user_id, t.feature, t.value, t.p AS for_peers,
    (coalesce(a.tail, 0E0) + ${USER} * t.p) / (coalesce(s.total, 0E0) + ${USER}) AS for_user
  FROM for_peers t
  LEFT JOIN tails a ON a.scope = 'user' AND a.subject = t.user_id AND a.feature = t.feature AND a.value = t.value
  LEFT JOIN totals s ON s.scope = 'user' AND s.subject = t.user_id AND s.feature = t.feature
),
ranked AS (
  SELECT
    window_start, user_id, feature, value, for_peers, for_user,
    row_number() OVER (PARTITION BY user_id, window_start, feature ORDER BY for_user, for_peers, value) AS place,
    CAST(count(*) OVER (PARTITION BY user_id, window_start, feature) AS double) AS m
  FROM for_users
),
rarest AS (
  SELECT
    window_start, user_id, feature, value, for_peers, for_user,
    0E0 - ln(CASE WHEN for_user * m < ${SMALL}
      THEN for_user * m * (1E0 - for_user * (m - 1E0) / 2E0)
      ELSE 1E0 - power(1E0 - least(for_user, 1E0), m) END) AS unlikely
  FROM ranked WHERE place = 1
)`;
}
