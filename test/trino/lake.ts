import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import {
  ACCESS_LOG_FIELDS,
  ACCESS_LOG_PARTITIONS,
  type AccessLogRecord,
  FIELD_TYPES,
} from "../../core/detection/access-log.js";
import { accessLogLine } from "../../core/detection/access-log-record.js";
import type { RunningTrino } from "./running-trino.js";
import { query } from "./trino-client.js";

/** A DuckDB in memory that reads and writes in UTC, whatever the machine's zone. */
export async function openDuckDb(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

/** Writes the rows of a relation into the folder of a table, partitioned by `dt` and `hour` as the lake is. */
export async function writeLake(
  database: DuckDBConnection,
  { relation, folder }: { readonly relation: string; readonly folder: string },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const columns = ACCESS_LOG_FIELDS.map(({ name }) => `"${name}"`).join(", ");
  await database.run(
    `COPY (SELECT ${columns}, strftime(ts, '%Y-%m-%d') AS dt, strftime(ts, '%H') AS hour FROM ${relation})
     TO '${folder}' (FORMAT parquet, PARTITION_BY (dt, hour), COMPRESSION snappy)`,
  );
}

/** Makes a table of records, for {@link writeLake}; `folder` takes the lines that they pass through. */
export async function makeRelation(
  database: DuckDBConnection,
  {
    relation,
    records,
    folder,
  }: {
    readonly relation: string;
    readonly records: readonly AccessLogRecord[];
    readonly folder: string;
  },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const lines = join(folder, "records.jsonl");
  writeFileSync(lines, records.map(accessLogLine).join(""));
  const columns = ACCESS_LOG_FIELDS.map(({ name, type }) => `'${name}': '${FIELD_TYPES[type].duckdb}'`);
  await database.run(
    `CREATE OR REPLACE TABLE ${relation} AS SELECT *
     FROM read_json('${lines}', format = 'newline_delimited', columns = {${columns.join(", ")}})`,
  );
}

/** Copies a log from one schema into another's, in files that Trino writes: as Firehose's, their timestamps are INT96. */
export async function rewriteByTrino(
  { url, folder }: RunningTrino,
  {
    from,
    to,
    table,
    path,
  }: { readonly from: string; readonly to: string; readonly table: string; readonly path: string },
): Promise<void> {
  const columns = [...ACCESS_LOG_FIELDS, ...ACCESS_LOG_PARTITIONS].map(({ name }) => `"${name}"`).join(", ");
  const days = await query(url, `SELECT DISTINCT dt FROM hive.${from}.${table} ORDER BY dt`);
  // A statement writes 100 partitions at most.
  for (const { dt } of days) {
    await query(
      url,
      `INSERT INTO hive.${to}.${table} (${columns})
       SELECT ${columns} FROM hive.${from}.${table} WHERE dt = '${String(dt)}'`,
    );
  }
  // Our reader knows a file by its ending, which Trino does not write.
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const file = join(entry.parentPath, entry.name);
    renameSync(file, `${file}.parquet`);
  }
}

/** Trino's name of a Glue type. */
const TRINO_TYPES = new Map([
  ["string", "varchar"],
  ["double", "double"],
  ["timestamp", "timestamp(3)"],
  ["int", "integer"],
]);

function trinoType(glue: string): string {
  const type = TRINO_TYPES.get(glue);
  if (type === undefined) throw new Error(`The Glue type ${glue} has no type in Trino.`);
  return type;
}

/** Declares the access log over a folder of Parquet files, with the columns and types of the Glue table. */
export async function declareAccessLog(
  { url, folder }: RunningTrino,
  {
    path,
    table,
    schema = "lake",
  }: { readonly path: string; readonly table: string; readonly schema?: string },
): Promise<void> {
  mkdirSync(join(folder, `${schema}-schema`), { recursive: true });
  await query(
    url,
    `CREATE SCHEMA IF NOT EXISTS hive.${schema} WITH (location = 'local:///${schema}-schema')`,
  );
  mkdirSync(join(folder, path), { recursive: true });
  const columns = [
    ...ACCESS_LOG_FIELDS.map(({ name, type }) => `"${name}" ${trinoType(FIELD_TYPES[type].glue)}`),
    ...ACCESS_LOG_PARTITIONS.map(({ name, glue }) => `"${name}" ${trinoType(glue)}`),
  ];
  await query(
    url,
    `CREATE TABLE hive.${schema}.${table} (${columns.join(", ")})
     WITH (external_location = 'local:///${path}', format = 'PARQUET', partitioned_by = ARRAY['dt', 'hour'])`,
  );
  await query(url, `CALL hive.system.sync_partition_metadata('${schema}', '${table}', 'FULL')`);
}
