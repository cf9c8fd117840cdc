import { BACK_OFF, HOUR_KERNEL, HOUR_MIX, WEIGHT_UNIT } from "../../../scoring/constants.js";
import { literal } from "../../literal.js";
import { joinSql, type Sql, sql } from "../../sql.js";
import { COMPARED_SCOPE, COMPARED_SUBJECT, GROUPED_SCOPE, ofScope, SCOPES } from "./fragments.js";

/** A weight that the kernel has spread is in units of both. */
const SPREAD_UNIT = literal.double(WEIGHT_UNIT * WEIGHT_UNIT);
const UNIT = literal.double(WEIGHT_UNIT);
const PEERS = literal.double(BACK_OFF.peers);
const EVERYBODY = literal.double(BACK_OFF.everybody);

/** Densities are compared as whole numbers of this unit, so that equal hours are equal on every engine. */
const DENSITY_UNIT = literal.double(2 ** 40);

const PRESENCE = sql`o.presence`;
const EVENTS = sql`o.events`;
const TOTAL = sql`s.total`;

/**
 * How rare the hour is: the mass of all hours at which the user is seen as rarely or more so, on a clock without a
 * midnight. Volume reads the events of the hour from it too.
 * Service accounts keep no hours: none of theirs is rare.
 */
export function hourTerm(): Sql {
  return sql`kernel (offset_hours, share) AS (
  VALUES ${joinSql(
    HOUR_KERNEL.map(
      ({ offset, share }) => sql`(${literal.integer(offset)}, CAST(${literal.integer(share)} AS bigint))`,
    ),
    ", ",
  )}
),
hours_of (hour_of_day) AS (
  VALUES ${joinSql(
    Array.from({ length: 24 }, (_, hour) => sql`(${literal.hour(hour)})`),
    ", ",
  )}
),
worked_hours AS (
  SELECT
    ${GROUPED_SCOPE},
    hour_of_day,
    CAST(sum(weight) AS bigint) AS presence,
    CAST(sum(weight * events) AS bigint) AS events
  FROM worked
  GROUP BY GROUPING SETS ((user_id, hour_of_day), (peer_group, hour_of_day), (hour_of_day))
),
spread AS (
  SELECT
    w.scope, w.subject, mod(w.hour_of_day + k.offset_hours + 24, 24) AS hour_of_day,
    CAST(sum(w.presence * k.share) AS double) / ${SPREAD_UNIT} AS presence,
    CAST(sum(w.events * k.share) AS double) / ${SPREAD_UNIT} AS events
  FROM worked_hours w CROSS JOIN kernel k
  GROUP BY w.scope, w.subject, mod(w.hour_of_day + k.offset_hours + 24, 24)
),
presence_of AS (
  SELECT scope, subject, CAST(sum(presence) AS double) / ${UNIT} AS total FROM worked_hours GROUP BY scope, subject
),
hours_of_users AS (
  SELECT DISTINCT w.user_id, w.peer_group, w.is_service, h.hour_of_day
  FROM windows w CROSS JOIN hours_of h
),
spread_for AS (
  SELECT
    u.user_id, u.peer_group, u.is_service, u.hour_of_day,
    ${ofScope("user", PRESENCE)} AS own, ${ofScope("user", TOTAL)} AS own_total, ${ofScope("user", EVENTS)} AS own_events,
    ${ofScope("peers", PRESENCE)} AS peers, ${ofScope("peers", TOTAL)} AS peer_total,
    ${ofScope("all", PRESENCE)} AS everybody, ${ofScope("all", TOTAL)} AS all_total,
    CASE WHEN u.peer_group IS NULL THEN ${ofScope("all", EVENTS)} ELSE ${ofScope("peers", EVENTS)} END AS compared_events
  FROM (
    SELECT h.user_id, h.peer_group, h.is_service, h.hour_of_day, q.scope,
      CASE q.scope WHEN 'user' THEN h.user_id WHEN 'peers' THEN h.peer_group ELSE '' END AS subject
    FROM hours_of_users h CROSS JOIN ${SCOPES}
  ) u
  LEFT JOIN spread o ON o.scope = u.scope AND o.subject = u.subject AND o.hour_of_day = u.hour_of_day
  LEFT JOIN presence_of s ON s.scope = u.scope AND s.subject = u.subject
  GROUP BY u.user_id, u.peer_group, u.is_service, u.hour_of_day
),
densities AS (
  SELECT
    user_id, peer_group, is_service, hour_of_day, own_events, compared_events,
    CAST(round(${DENSITY_UNIT} * (own
      + ${literal.double(HOUR_MIX.days)} * (${literal.double(HOUR_MIX.peers)}
        * (peers + ${PEERS} * (everybody + ${EVERYBODY} / 24E0) / (all_total + ${EVERYBODY}))
        / (peer_total + ${PEERS})
        + ${literal.double(HOUR_MIX.uniform)} / 24E0))
      / (own_total + ${literal.double(HOUR_MIX.days)})) AS bigint) AS density
  FROM spread_for
),
hour_tails AS (
  SELECT
    user_id, ${COMPARED_SCOPE} AS scope, ${COMPARED_SUBJECT} AS subject, is_service, hour_of_day, own_events, compared_events,
    CASE WHEN is_service = 1 THEN 1E0
      ELSE CAST(sum(density) OVER (PARTITION BY user_id, peer_group, is_service ORDER BY density) AS double)
        / CAST(sum(density) OVER (PARTITION BY user_id, peer_group, is_service) AS double) END AS p
  FROM densities w
)`;
}
