import type { DuckDBConnection } from "@duckdb/node-api";
import { ACCESS_LOG_FIELDS, FIELD_TYPES } from "../../core/detection/access-log.js";
import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { literal } from "../../core/detection/sql/literal.js";
import { sqlText } from "../../core/detection/sql/sql.js";
import { CordonError } from "../../core/errors.js";
import { CLOUDTRAIL_COLUMNS, cloudTrailSelect, LARGEST_TRAIL_BYTES } from "./cloudtrail.js";
import { duckDbError } from "./duckdb-problem.js";
import type { LogFiles } from "./log-files.js";

/** The view that every statement reads: the columns of the record, `dt` and `hour`. */
export const LOG_VIEW = "access_log";

/** Columns without which nothing can be detected. The others are null where the files lack them. */
const REQUIRED = ["event_id", "ts", "user_id", "resource", "decision"];

/** Types of Parquet files that a column of the record may have. */
const READABLE: Readonly<Record<keyof typeof FIELD_TYPES, RegExp>> = {
  string: /^(?:VARCHAR|ENUM\b.*|UUID)$/u,
  timestamp: /^TIMESTAMP(?:_S|_MS|_NS| WITH TIME ZONE)?$/u,
  double: /^(?:DOUBLE|FLOAT|DECIMAL\b.*|U?(?:TINY|SMALL|BIG)?INT(?:EGER)?)$/u,
};

const TEXTS = ACCESS_LOG_FIELDS.filter(({ type }) => type === "string").map(({ name }) => name);

/** A text without NUL, which no literal can hold: whoever chooses a name must not stop the statements that name it. */
function withoutNul(name: string): string {
  return `replace("${name}", chr(0), chr(65533)) AS "${name}"`;
}

/**
 * Makes the view of all files, whatever their forms.
 *
 * `dt` and `hour` come from `ts`: on one machine every file is read, so nothing that was delivered late is lost.
 * @returns columns that some of the files lack, or whose cells are all refused
 * @throws CordonError CORDON_LOG_COLUMN_MISSING, CORDON_LOG_COLUMN_MISTYPED, CORDON_LOG_UNREADABLE
 */
export async function makeLogView(connection: DuckDBConnection, files: LogFiles): Promise<readonly string[]> {
  const sources: string[] = [];
  let lacking: readonly string[] = [];
  if (files.parquet.length > 0) {
    const parquet = await parquetSource(connection, files.parquet);
    sources.push(parquet.select);
    lacking = parquet.lacking;
  }
  if (files["json-lines"].length > 0) sources.push(jsonLinesSource(files["json-lines"]));
  if (files.cloudtrail.length > 0) {
    const source = `read_json(${list(files.cloudtrail)}, format = 'auto', maximum_object_size = ${LARGEST_TRAIL_BYTES},
      columns = {'Records': '${CLOUDTRAIL_COLUMNS}'})`;
    sources.push(cloudTrailSelect(source));
  }
  await connection.run(
    `CREATE VIEW ${LOG_VIEW} AS
     SELECT * REPLACE (${TEXTS.map(withoutNul).join(", ")}), strftime(ts, '%Y-%m-%d') AS dt, CAST(extract(hour FROM ts) AS INTEGER) AS "hour"
     FROM (${sources.join("\nUNION ALL\n")})`,
  );
  return lacking;
}

interface ParquetSource {
  readonly select: string;
  readonly lacking: readonly string[];
}

async function parquetSource(connection: DuckDBConnection, files: readonly string[]): Promise<ParquetSource> {
  const table = `read_parquet(${list(files)}, union_by_name = true, hive_partitioning = false)`;
  const types = await typesOf(connection, table, files);
  const lacking: string[] = [];
  const columns = ACCESS_LOG_FIELDS.map(({ name, type }) => {
    const found = types.get(name);
    const { duckdb } = FIELD_TYPES[type];
    if (found === undefined) {
      if (REQUIRED.includes(name)) throw columnProblem("CORDON_LOG_COLUMN_MISSING", name, "nothing", duckdb);
      lacking.push(name);
      return `CAST(NULL AS ${duckdb}) AS "${name}"`;
    }
    if (!READABLE[type].test(found)) throw columnProblem("CORDON_LOG_COLUMN_MISTYPED", name, found, duckdb);
    return `CAST("${name}" AS ${duckdb}) AS "${name}"`;
  });
  return { select: `SELECT ${columns.join(", ")} FROM ${table}`, lacking };
}

async function typesOf(
  connection: DuckDBConnection,
  table: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  try {
    const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
    return new Map(reader.getRows().map(([name, type]) => [String(name), String(type)]));
  } catch (error) {
    throw duckDbError(error, files.length === 1 ? (files[0] as string) : "--logs");
  }
}

/** Lines of the record. A cell of another type is null, and the statement of data quality counts it. */
function jsonLinesSource(files: readonly string[]): string {
  const names = ACCESS_LOG_FIELDS.map(({ name }) => `'${name}': 'VARCHAR'`);
  const columns = ACCESS_LOG_FIELDS.map(({ name, type }) =>
    type === "string" ? `"${name}"` : `TRY_CAST("${name}" AS ${FIELD_TYPES[type].duckdb}) AS "${name}"`,
  );
  return `SELECT ${columns.join(", ")}
    FROM read_json(${list(files)}, format = 'newline_delimited', columns = {${names.join(", ")}})`;
}

function columnProblem(code: DetectionErrorCode, name: string, got: string, allowed: string): CordonError {
  const isMissing = code === "CORDON_LOG_COLUMN_MISSING";
  return new CordonError([
    {
      code,
      summary: `the column ${name} ${isMissing ? "is missing" : "has another type than the record"}`,
      got,
      allowed,
      fix: "write the files with the columns of the access-log record (docs/access-log.md)",
      where: "--logs",
    },
  ]);
}

function list(files: readonly string[]): string {
  return `[${files.map((file) => sqlText(literal.text(file))).join(", ")}]`;
}
