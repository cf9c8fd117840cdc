import { SERVICE_GROUP, TRAVEL, TRAVEL_LOOKBACK_HOURS } from "../../scoring/constants.js";
import { literal } from "../literal.js";
import { type LogRange, withinRange } from "../log-bounds.js";
import { sql } from "../sql.js";
import type { Statement } from "../statement.js";

/** The fastest move of a user in an hour. */
export const MOVE_COLUMNS = {
  window_start: "timestamp",
  user_id: "text",
  from_location: "text",
  to_location: "text",
  kilometres: "double",
  speed: "double",
} as const;

/** Mean radius of the earth in kilometres (IUGG). */
const EARTH_RADIUS = 6371;
const MILLISECONDS_PER_HOUR = 3_600_000;

/**
 * CORDON-SQL-002: moves that no airliner makes.
 *
 * A move goes from one event with a place to the user's next one from another address; it belongs to the later hour.
 * Places that are not known are left out: they are not places.
 */
export const hourMoves: Statement<LogRange, typeof MOVE_COLUMNS> = {
  id: "CORDON-SQL-002",
  title: "The fastest move of each user in each hour, if no airliner makes it",
  why: "One who is in two places at once is two people.",
  columns: MOVE_COLUMNS,
  text: ({ log, from, until }) => {
    const earlier = from - TRAVEL_LOOKBACK_HOURS * MILLISECONDS_PER_HOUR;
    const shortest = literal.double(TRAVEL.shortestSeconds * 1000);
    return sql`SELECT window_start, user_id, from_location, to_location, kilometres, speed
FROM (
  SELECT
    date_trunc('hour', ts) AS window_start,
    user_id, from_location, to_location, kilometres, speed,
    row_number() OVER (PARTITION BY user_id, date_trunc('hour', ts) ORDER BY speed DESC, ts, event_id) AS place
  FROM (
    SELECT
      ts, event_id, user_id, from_location, to_location, kilometres,
      round(kilometres / (greatest(CAST(date_diff('millisecond', from_ts, ts) AS double), ${shortest}) / 3.6E6), 6) AS speed
    FROM (
      SELECT
        ts, event_id, user_id, source_ip, from_ts, from_ip, from_location, location AS to_location,
        ${literal.double(2 * EARTH_RADIUS)} * asin(sqrt(least(1E0,
          power(sin(radians(lat - from_lat) / 2E0), 2E0)
          + cos(radians(from_lat)) * cos(radians(lat)) * power(sin(radians(lon - from_lon) / 2E0), 2E0)))) AS kilometres
      FROM (
        SELECT
          ts, event_id, user_id, source_ip, location, lat, lon,
          lag(ts) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS from_ts,
          lag(source_ip) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS from_ip,
          lag(location) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS from_location,
          lag(lat) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS from_lat,
          lag(lon) OVER (PARTITION BY user_id ORDER BY ts, event_id) AS from_lon
        FROM ${log}
        WHERE user_id IS NOT NULL AND lat IS NOT NULL AND lon IS NOT NULL AND location IS NOT NULL
          AND (peer_group IS NULL OR peer_group <> ${literal.text(SERVICE_GROUP)})
          AND ${withinRange({ log, from: earlier, until })}
      )
      WHERE from_ts IS NOT NULL AND (source_ip IS NULL OR from_ip IS NULL OR source_ip <> from_ip)
    )
    WHERE kilometres > ${literal.double(TRAVEL.kilometres)} AND ts >= ${literal.timestamp(from)}
  )
  WHERE speed > ${literal.double(TRAVEL.kilometresAnHour)}
)
WHERE place = 1`;
  },
};
