import { BACK_OFF, DENIAL_PRIOR, TRAVEL, VOLUME_PRIOR, WEIGHT_UNIT } from "../../../scoring/constants.js";
import { literal } from "../../literal.js";
import { type Sql, sql } from "../../sql.js";
import { COMPARED_SCOPE, COMPARED_SUBJECT, geometricTail } from "./fragments.js";
import type { ScoringRange } from "./scoring-range.js";

const UNIT = literal.double(WEIGHT_UNIT);
const USER = literal.double(BACK_OFF.user);

/**
 * How rare so many events in the hour are: a geometric tail around the mean of this hour, which backs off from the user
 * to the peer group.
 */
export function volumeTerm(): Sql {
  return sql`days_of_peers AS (
  SELECT
    CASE WHEN grouping(peer_group) = 0 THEN 'peers' ELSE 'all' END AS scope,
    CASE WHEN grouping(peer_group) = 0 THEN peer_group ELSE '' END AS subject,
    CAST(sum(weight) AS double) / ${UNIT} AS user_days
  FROM user_days
  GROUP BY GROUPING SETS ((peer_group), ())
),
volumes AS (
  SELECT
    w.window_start, w.user_id, w.peer_group, w.events, w.denials, 0E0 - ln(h.p) AS hour_term,
    coalesce(CAST(d.weight AS double), 0E0) / ${UNIT} AS days,
    coalesce(CAST(d.denials AS double), 0E0) / ${UNIT} AS denied_before,
    (h.own_events + ${USER}
      * (h.compared_events + ${literal.double(VOLUME_PRIOR.events)})
      / (coalesce(dg.user_days, 0E0) + ${literal.double(VOLUME_PRIOR.userDays)}))
      / (coalesce(CAST(d.weight AS double), 0E0) / ${UNIT} + ${USER}) AS expected
  FROM windows w
  JOIN hour_tails h ON h.user_id = w.user_id AND h.scope = ${COMPARED_SCOPE} AND h.subject = ${COMPARED_SUBJECT}
    AND h.is_service = w.is_service AND h.hour_of_day = w.hour_of_day
  LEFT JOIN days_of_users d ON d.user_id = w.user_id
  LEFT JOIN days_of_peers dg ON dg.scope = ${COMPARED_SCOPE} AND dg.subject = ${COMPARED_SUBJECT}
),
volume_term AS (
  SELECT window_start, user_id, peer_group, events, denials, hour_term, days, denied_before, expected AS expected_events,
    ${geometricTail(sql`events`)} AS volume
  FROM volumes
)`;
}

/** How rare so many denials in the hour are: a geometric tail around the user's own mean. */
export function denialTerm(): Sql {
  return sql`denial_means AS (
  SELECT
    window_start, user_id, peer_group, events, denials, hour_term, expected_events, volume,
    (denied_before + ${literal.double(DENIAL_PRIOR.denials)})
      / ((days + ${literal.double(DENIAL_PRIOR.days)}) * ${literal.double(DENIAL_PRIOR.windowsADay)}) AS expected
  FROM volume_term
),
denial_term AS (
  SELECT window_start, user_id, peer_group, events, denials, hour_term, expected_events, volume,
    expected AS expected_denials, ${geometricTail(sql`denials`)} AS denied
  FROM denial_means
)`;
}

/** How rare the fastest move is; a move that an airliner makes is none. */
export function travelTerm({ moves, from, until }: ScoringRange): Sql {
  const unit = literal.double(TRAVEL.tail * TRAVEL.kilometresAnHour);
  return sql`travel_term AS (
  SELECT window_start, user_id, from_location, to_location, kilometres, speed, 0E0 - ln(${unit} / speed) AS unlikely
  FROM ${moves}
  WHERE window_start >= ${literal.timestamp(from)} AND window_start < ${literal.timestamp(until)}
)`;
}
