import { parseInstant } from "../../time/instant.js";
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from "../access-log.js";
import { identifier } from "../sql/identifier.js";
import { literal } from "../sql/literal.js";
import { joinSql, type Sql, sql } from "../sql/sql.js";

/** Records, at least one, as a table that a statement can read where it reads the access log. */
export function tableOf(records: readonly AccessLogRecord[]): Sql {
  const columns = [...ACCESS_LOG_FIELDS.map(({ name }) => name), "dt", "hour"].map((name) =>
    identifier(name),
  );
  return sql`(SELECT * FROM (VALUES ${joinSql(records.map(rowOf), ", ")}) AS records (${joinSql(columns, ", ")}))`;
}

function rowOf(record: AccessLogRecord): Sql {
  const cells = ACCESS_LOG_FIELDS.map(({ name, type }) => {
    const value = record[name];
    if (value === null) return type === "double" ? sql`CAST(NULL AS double)` : sql`CAST(NULL AS varchar)`;
    if (type === "timestamp") return literal.timestamp(parseInstant(String(value)));
    return typeof value === "number" ? literal.double(value) : literal.text(value);
  });
  const day = literal.day(record.ts.slice(0, 10));
  const hour = literal.hour(Number(record.ts.slice(11, 13)));
  return sql`(${joinSql([...cells, day, hour], ", ")})`;
}
