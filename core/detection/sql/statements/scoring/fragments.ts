import { literal } from "../../literal.js";
import { type Sql, sql } from "../../sql.js";

/** The scope of the rows that the window or hour w is compared with: its peer group, or everybody where the group is small. */
export const COMPARED_SCOPE: Sql = sql`CASE WHEN w.peer_group IS NULL THEN 'all' ELSE 'peers' END`;

/** The subject of those rows. */
export const COMPARED_SUBJECT: Sql = sql`coalesce(w.peer_group, '')`;

/** Scope and subject of the rows of grouping sets by user, by peer group, and by neither. */
export const GROUPED_SCOPE: Sql = sql`CASE WHEN grouping(user_id) = 0 THEN 'user' WHEN grouping(peer_group) = 0 THEN 'peers' ELSE 'all' END AS scope,
    CASE WHEN grouping(user_id) = 0 THEN user_id WHEN grouping(peer_group) = 0 THEN peer_group ELSE '' END AS subject`;

/** −ln of the probability of at least so many, where `expected` are expected: a geometric tail. */
export function geometricTail(count: Sql): Sql {
  return sql`CAST(${count} AS double) * (ln(1E0 + expected) - ln(expected))`;
}

/** The scopes as rows, to ask each of them for the same thing in one join. */
export const SCOPES: Sql = sql`(VALUES ('user'), ('peers'), ('all')) AS q (scope)`;

/** What the scope of the rows u knows, in a group of one row a scope; 0 where it knows nothing. */
export function ofScope(scope: "user" | "peers" | "all", value: Sql): Sql {
  return sql`coalesce(max(CASE WHEN u.scope = ${literal.text(scope)} THEN ${value} END), 0E0)`;
}
