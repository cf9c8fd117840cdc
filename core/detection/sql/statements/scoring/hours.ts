import { BACK_OFF, HOUR_KERNEL, HOUR_MIX, SERVICE_GROUP, WEIGHT_UNIT } from "../../../scoring/constants.js";
import { literal } from "../../literal.js";
import { joinSql, type Sql, sql } from "../../sql.js";
import { GROUPED_SCOPE } from "./fragments.js";

/** A weight that the kernel has spread is in units of both. */
const SPREAD_UNIT = literal.double(WEIGHT_UNIT * WEIGHT_UNIT);
const UNIT = literal.double(WEIGHT_UNIT);
const PEERS = literal.double(BACK_OFF.peers);
const EVERYBODY = literal.double(BACK_OFF.everybody);

/** Densities are compared as whole numbers of this unit, so that equal hours are equal on every engine. */
const DENSITY_UNIT = literal.double(2 ** 40);

/**
 * How rare the hour is: the mass of all hours at which the user is seen as rarely or more so, on a clock without a
 * midnight. `spread` is read by volume too.
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
  SELECT DISTINCT w.user_id, w.peer_group, h.hour_of_day
  FROM windows w CROSS JOIN hours_of h
  WHERE w.own_group IS NULL OR w.own_group <> ${literal.text(SERVICE_GROUP)}
),
densities AS (
  SELECT
    u.user_id, u.peer_group, u.hour_of_day,
    CAST(round(${DENSITY_UNIT} * (coalesce(o.presence, 0E0)
      + ${literal.double(HOUR_MIX.days)} * (${literal.double(HOUR_MIX.peers)}
        * (coalesce(g.presence, 0E0) + ${PEERS}
          * (coalesce(a.presence, 0E0) + ${EVERYBODY} / 24E0) / (coalesce(sa.total, 0E0) + ${EVERYBODY}))
        / (coalesce(sg.total, 0E0) + ${PEERS})
        + ${literal.double(HOUR_MIX.uniform)} / 24E0))
      / (coalesce(so.total, 0E0) + ${literal.double(HOUR_MIX.days)})) AS bigint) AS density
  FROM hours_of_users u
  LEFT JOIN spread o ON o.scope = 'user' AND o.subject = u.user_id AND o.hour_of_day = u.hour_of_day
  LEFT JOIN presence_of so ON so.scope = 'user' AND so.subject = u.user_id
  LEFT JOIN spread g ON g.scope = 'peers' AND g.subject = u.peer_group AND g.hour_of_day = u.hour_of_day
  LEFT JOIN presence_of sg ON sg.scope = 'peers' AND sg.subject = u.peer_group
  LEFT JOIN spread a ON a.scope = 'all' AND a.hour_of_day = u.hour_of_day
  LEFT JOIN presence_of sa ON sa.scope = 'all'
),
hour_tails AS (
  SELECT
    user_id, coalesce(peer_group, '') AS compared_with, hour_of_day,
    CAST(sum(density) OVER (PARTITION BY user_id, peer_group ORDER BY density) AS double)
      / CAST(sum(density) OVER (PARTITION BY user_id, peer_group) AS double) AS p
  FROM densities
),
hour_term AS (
  SELECT w.window_start, w.user_id, 0E0 - ln(t.p) AS unlikely
  FROM windows w
  JOIN hour_tails t
    ON t.user_id = w.user_id AND t.compared_with = coalesce(w.peer_group, '') AND t.hour_of_day = w.hour_of_day
)`;
}
