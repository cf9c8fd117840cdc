import { literal } from "../literal.js";
import { sql } from "../sql.js";
import type { Statement } from "../statement.js";
import { denialTerm, travelTerm, volumeTerm } from "./scoring/activity.js";
import { baseline } from "./scoring/baseline.js";
import { hourTerm } from "./scoring/hours.js";
import { noveltyTerm } from "./scoring/novelty.js";
import { rarityTerms } from "./scoring/rarity.js";
import type { ScoringRange } from "./scoring/scoring-range.js";

/** A window, −ln p of each kind of evidence, and what an explanation needs. */
export const SCORE_COLUMNS = {
  window_start: "timestamp",
  user_id: "text",
  peer_group: "text",
  events: "integer",
  denials: "integer",
  location: "double",
  resource: "double",
  hour: "double",
  volume: "double",
  denied: "double",
  travel: "double",
  novelty: "double",
  log10p: "double",
  rarest_location: "text",
  location_for_user: "double",
  location_for_peers: "double",
  rarest_resource: "text",
  resource_for_user: "double",
  resource_for_peers: "double",
  expected_events: "double",
  expected_denials: "double",
  new_resources: "integer",
  from_location: "text",
  to_location: "text",
  kilometres: "double",
  speed: "double",
} as const;

/** What the sums hand on as it is. */
const KEPT = sql`window_start, user_id, peer_group, events, denials,
    location, resource, hour_term, volume, denied, travel, novelty,
    rarest_location, location_for_user, location_for_peers,
    rarest_resource, resource_for_user, resource_for_peers,
    expected_events, expected_denials, new_resources,
    from_location, to_location, kilometres, speed`;

/**
 * CORDON-SQL-005: how unusual each (user, hour) is.
 *
 * Tail masses with back-off to peers and everybody, circular hours, volume, denials, travel and novelty, combined by
 * Fisher (docs/detection.md). It reads the summaries and never the raw log. Counts are whole numbers: their sums do not
 * depend on the order of the rows, and ties are ties on every engine.
 */
export const windowScores: Statement<ScoringRange, typeof SCORE_COLUMNS> = {
  id: "CORDON-SQL-005",
  title: "How unusual each user was in each hour, and why",
  why: "A p-value of the whole window can be held against a budget of alerts; a sum of points cannot.",
  columns: SCORE_COLUMNS,
  text: (range) => sql`WITH ${baseline(range)},
${rarityTerms()},
${hourTerm()},
${volumeTerm()},
${denialTerm()},
${noveltyTerm(range)},
${travelTerm(range)},
terms AS (
  SELECT
    w.window_start, w.user_id, w.peer_group, w.events, w.denials,
    coalesce(r.location, 0E0) AS location,
    coalesce(r.resource, 0E0) AS resource,
    w.hour_term,
    w.volume,
    w.denied,
    coalesce(t.unlikely, 0E0) AS travel,
    coalesce(n.unlikely, 0E0) AS novelty,
    r.rarest_location, r.location_for_user, r.location_for_peers,
    r.rarest_resource, r.resource_for_user, r.resource_for_peers,
    w.expected_events, w.expected_denials,
    coalesce(n.new_resources, 0) AS new_resources,
    t.from_location, t.to_location, t.kilometres, t.speed
  FROM denial_term w
  LEFT JOIN rarest r ON r.user_id = w.user_id AND r.window_start = w.window_start
  LEFT JOIN novelty_term n ON n.user_id = w.user_id AND n.window_start = w.window_start
  LEFT JOIN travel_term t ON t.user_id = w.user_id AND t.window_start = w.window_start
),
sums AS (
  SELECT ${KEPT},
    (s - ln(1E0 + s + s * s / 2E0)) + volume + denied + travel + novelty AS total
  FROM (SELECT ${KEPT}, location + resource + hour_term AS s FROM terms)
)
SELECT
  window_start, user_id, peer_group, events, denials,
  location, resource, hour_term AS "hour", volume, denied, travel, novelty,
  0E0 - (total - ln(1E0 + total + power(total, 2E0) / 2E0 + power(total, 3E0) / 6E0 + power(total, 4E0) / 24E0))
    / ${literal.double(Math.LN10)} AS log10p,
  rarest_location, location_for_user, location_for_peers,
  rarest_resource, resource_for_user, resource_for_peers,
  expected_events, expected_denials, new_resources,
  from_location, to_location, kilometres, speed
FROM sums
ORDER BY window_start, user_id`,
};
