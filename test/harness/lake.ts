import type { DuckDBConnection } from "@duckdb/node-api";
import { ACCESS_LOG_PARTITIONS, FIELD_TYPES } from "../../core/detection/access-log.js";
import type { GlueColumn } from "../../core/detection/access-log-schema.js";

const DUCKDB_TYPES = new Map<string, string>(
  Object.values(FIELD_TYPES).map(({ glue, duckdb }) => [glue, duckdb]),
);

/** What Firehose does with lines of JSON and the columns of a Glue table: one Parquet file. */
export async function convertToParquet(
  database: DuckDBConnection,
  {
    lines,
    columns,
    file,
  }: { readonly lines: string; readonly columns: readonly GlueColumn[]; readonly file: string },
): Promise<void> {
  const types = columns.map(({ name, type }) => {
    const duckdb = DUCKDB_TYPES.get(type);
    if (duckdb === undefined)
      throw new Error(`The Glue type ${type} of column ${name} has no type in DuckDB.`);
    return `'${name}': '${duckdb}'`;
  });
  await database.run(
    `COPY (SELECT * FROM read_json('${lines}', format = 'newline_delimited', columns = {${types.join(", ")}}))
     TO '${file}' (FORMAT parquet, COMPRESSION snappy)`,
  );
}

/** The rows and column types of a lake, read through its partitions as docs/access-log.md shows. */
export async function readLake(database: DuckDBConnection, folder: string, view = "lake") {
  const partitions = ACCESS_LOG_PARTITIONS.map(({ name, duckdb }) => `'${name}': ${duckdb}`).join(", ");
  await database.run(
    `CREATE OR REPLACE VIEW ${view} AS
     SELECT * FROM read_parquet('${folder}/*/*/*.parquet', hive_partitioning = true, union_by_name = true,
       hive_types = {${partitions}})`,
  );
  const reader = await database.runAndReadAll(`SELECT * FROM ${view}`);
  const names = reader.columnNames();
  const types = reader.columnTypes().map(String);
  return {
    types: Object.fromEntries(names.map((name, index) => [name, types[index]])),
    records: reader
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            value instanceof Date ? value.toISOString() : value,
          ]),
        ),
      ),
  };
}
