import { literal } from "../sql/literal.js";
import { joinSql, type Sql, sql } from "../sql/sql.js";

/** A condition that is true where the text of a column has one of the patterns, in which `*` is any run of characters. */
export function matchesPattern(column: Sql, patterns: readonly string[]): Sql {
  if (patterns.length === 0) return sql`FALSE`;
  const conditions = patterns.map(
    (pattern) => sql`${column} LIKE ${literal.text(likeOf(pattern))} ESCAPE '!'`,
  );
  return sql`(${joinSql(conditions, " OR ")})`;
}

/** The pattern as LIKE reads it: what LIKE takes for a wildcard stands for itself. */
function likeOf(pattern: string): string {
  return pattern.replace(/[!%_]/g, "!$&").replaceAll("*", "%");
}
