import { CordonError, quote } from "../../errors.js";
import type { DetectionErrorCode } from "../error-codes.js";
import { pieceOf, type Sql } from "./sql.js";

/** Names that Glue, Athena and DuckDB all take, quoted, and read alike: lower case, at most 128 characters. */
const NAME = /^[a-z_][a-z0-9_]{0,127}$/;

/**
 * The name of a table or column in double quotes, which both engines take around words of their own too.
 *
 * @param path a name, or database and table: `identifier("orders", "access_log")`
 * @throws CordonError CORDON_SQL_NAME_REFUSED for a name that Glue does not take as it is
 */
export function identifier(...path: readonly string[]): Sql {
  for (const name of path) {
    if (typeof name === "string" && NAME.test(name)) continue;
    throw new CordonError([
      {
        code: "CORDON_SQL_NAME_REFUSED" satisfies DetectionErrorCode,
        summary: "this is not a name of a table or column",
        got: quote(name),
        allowed: "lower-case letters, digits and underscores, at most 128, no digit first",
        fix: "name the table as Glue does",
      },
    ]);
  }
  return pieceOf(path.map((name) => `"${name}"`).join("."));
}
