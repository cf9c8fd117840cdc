import { BACK_OFF, WEIGHT_UNIT } from "../../../scoring/constants.js";
import { literal } from "../../literal.js";
import { type Sql, sql } from "../../sql.js";
import { GROUPED_SCOPE, ofScope, SCOPES } from "./fragments.js";

const UNIT = literal.double(WEIGHT_UNIT);
const USER = literal.double(BACK_OFF.user);
const PEERS = literal.double(BACK_OFF.peers);
const EVERYBODY = literal.double(BACK_OFF.everybody);

/** Below this, 1 - (1 - p)^m loses digits, and its series does not. */
const SMALL = literal.double(1e-5);

const TAIL = sql`a.tail`;
const TOTAL = sql`s.total`;

/** The one value of a feature in a window. */
function ofFeature(feature: "location" | "resource", column: keyof typeof FEATURED): Sql {
  return sql`max(CASE WHEN feature = ${literal.text(feature)} THEN ${FEATURED[column]} END)`;
}

const FEATURED = {
  unlikely: sql`unlikely`,
  value: sql`value`,
  for_user: sql`for_user`,
  for_peers: sql`for_peers`,
} as const;

/**
 * How rare the places and resources of a window are: how much of the user's behaviour is as rare or rarer, which backs
 * off to the peers, and that to everybody. `tails` are read by novelty too.
 *
 * Trino works out a common table expression at each use: what the scopes know is asked for in one join, and each
 * feature is a column of `rarest`, so that few stages are needed.
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
  SELECT
    ${GROUPED_SCOPE},
    feature, CAST(sum(weight) AS double) / ${UNIT} AS total
  FROM seen
  GROUP BY GROUPING SETS ((user_id, feature), (peer_group, feature), (feature))
),
touched AS (
  SELECT DISTINCT t.window_start, t.user_id, w.peer_group, f.feature,
    CASE f.feature WHEN 'location' THEN t.location ELSE t.resource END AS value
  FROM today t
  JOIN windows w ON w.user_id = t.user_id AND w.window_start = t.window_start
  CROSS JOIN (VALUES ('location'), ('resource')) AS f (feature)
),
asked AS (
  SELECT t.window_start, t.user_id, t.feature, t.value, q.scope,
    CASE q.scope WHEN 'user' THEN t.user_id WHEN 'peers' THEN t.peer_group ELSE '' END AS subject
  FROM touched t CROSS JOIN ${SCOPES}
  WHERE t.value IS NOT NULL
),
answered AS (
  SELECT
    u.window_start, u.user_id, u.feature, u.value,
    ${ofScope("user", TAIL)} AS user_tail, ${ofScope("user", TOTAL)} AS user_total,
    ${ofScope("peers", TAIL)} AS peer_tail, ${ofScope("peers", TOTAL)} AS peer_total,
    ${ofScope("all", TAIL)} AS all_tail, ${ofScope("all", TOTAL)} AS all_total
  FROM asked u
  LEFT JOIN tails a ON a.scope = u.scope AND a.subject = u.subject AND a.feature = u.feature AND a.value = u.value
  LEFT JOIN totals s ON s.scope = u.scope AND s.subject = u.subject AND s.feature = u.feature
  GROUP BY u.window_start, u.user_id, u.feature, u.value
),
for_users AS (
  SELECT window_start, user_id, feature, value, for_peers,
    (user_tail + ${USER} * for_peers) / (user_total + ${USER}) AS for_user
  FROM (
    SELECT window_start, user_id, feature, value, user_tail, user_total,
      (peer_tail + ${PEERS} * ((all_tail + ${EVERYBODY} / 2E0) / (all_total + ${EVERYBODY}))) / (peer_total + ${PEERS}) AS for_peers
    FROM answered
  )
),
ranked AS (
  SELECT
    window_start, user_id, feature, value, for_peers, for_user,
    row_number() OVER (PARTITION BY user_id, window_start, feature ORDER BY for_user, for_peers, value) AS place,
    CAST(count(*) OVER (PARTITION BY user_id, window_start, feature) AS double) AS m
  FROM for_users
),
rarest_of_feature AS (
  SELECT
    window_start, user_id, feature, value, for_peers, for_user,
    0E0 - ln(CASE WHEN for_user * m < ${SMALL}
      THEN for_user * m * (1E0 - for_user * (m - 1E0) / 2E0)
      ELSE 1E0 - power(1E0 - least(for_user, 1E0), m) END) AS unlikely
  FROM ranked WHERE place = 1
),
rarest AS (
  SELECT
    window_start, user_id,
    ${ofFeature("location", "unlikely")} AS location, ${ofFeature("location", "value")} AS rarest_location,
    ${ofFeature("location", "for_user")} AS location_for_user, ${ofFeature("location", "for_peers")} AS location_for_peers,
    ${ofFeature("resource", "unlikely")} AS resource, ${ofFeature("resource", "value")} AS rarest_resource,
    ${ofFeature("resource", "for_user")} AS resource_for_user, ${ofFeature("resource", "for_peers")} AS resource_for_peers
  FROM rarest_of_feature
  GROUP BY window_start, user_id
)`;
}
