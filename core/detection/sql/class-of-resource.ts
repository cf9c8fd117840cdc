import { ID_SEGMENT } from "../scoring/resource-class.js";
import { literal } from "./literal.js";
import { type Sql, sql } from "./sql.js";

/**
 * The class by which a resource is counted, as `resourceClass` has it in TypeScript. In two steps, because the text
 * between slashes is grouped by: {@link betweenSlashes} of the outer query takes the slashes off.
 */
export function classBetweenSlashes(resource: Sql): Sql {
  const pattern = literal.text(ID_SEGMENT);
  return sql`replace(regexp_replace('/' || replace(${resource}, '/', '//') || '/', ${pattern}, '/*/'), '//', '/')`;
}

/** The text of a column without the slash before and the slash after it. */
export function betweenSlashes(column: Sql): Sql {
  return sql`substr(${column}, 2, length(${column}) - 2)`;
}
