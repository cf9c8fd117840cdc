import { identifier } from "../../../core/detection/sql/identifier.js";
import { literal } from "../../../core/detection/sql/literal.js";
import { joinSql, type Sql, sql, sqlText } from "../../../core/detection/sql/sql.js";
import type { ColumnType, Query } from "../../../core/detection/sql/statement.js";
import type { KeptTable } from "../../../services/anomaly-detector/kept-answers.js";

/** The type that a column of a summary has in Parquet: that of the Glue table, exactly, or the reader refuses it. */
const PARQUET_TYPES: Readonly<Record<ColumnType, string>> = {
  text: "varchar",
  integer: "bigint",
  double: "double",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp(3)",
};

/** No version that is written has this name. */
const NO_VERSION = "none";

/** The statement that writes an answer to a folder without anything in it (Amazon Athena User Guide, "UNLOAD"). */
export function unloadText(table: KeptTable, query: Query, folder: string): string {
  const columns = Object.entries(table.columns).map(([name, type]) => {
    const quoted = sqlText(identifier(name));
    return `CAST(${quoted} AS ${PARQUET_TYPES[type]}) AS ${quoted}`;
  });
  const to = sqlText(literal.text(folder));
  return `UNLOAD (SELECT ${columns.join(", ")} FROM (${sqlText(query.text)})) TO ${to} WITH (format = 'PARQUET', compression = 'SNAPPY')`;
}

/** The rows of the versions, which the table's projection finds by the value of their column alone. */
export function versionsOf(database: string, table: KeptTable, versions: readonly string[]): Sql {
  const columns = joinSql(
    Object.keys(table.columns).map((name) => identifier(name)),
    ", ",
  );
  const named = versions.length === 0 ? [NO_VERSION] : versions;
  const literals = joinSql(
    named.map((version) => literal.text(version)),
    ", ",
  );
  return sql`(SELECT ${columns} FROM ${identifier(database, table.name)} WHERE version IN (${literals}))`;
}
