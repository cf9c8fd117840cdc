import type { Columns, Query, RowOf } from "../../core/detection/sql/statement.js";

/** What a run of a query may be told. */
export interface RunOptions {
  /** Stops the query in the engine, not only the wait for it. @default - it runs to its end */
  readonly signal?: AbortSignal;
}

/**
 * An engine that runs our SQL: DuckDB on one machine, Athena in the cloud.
 *
 * The answer comes in batches of rows in the order of the statement, typed by the columns that the statement declares;
 * the engine runs as far as its answer is read, and stops where the reader does.
 *
 * It throws CordonError: CORDON_QUERY_FAILED where the engine refuses or breaks off, CORDON_QUERY_CANCELLED where the
 * signal or a limit stopped it, CORDON_QUERY_CELL_INVALID where a cell is none of its column's type.
 */
export interface QueryEngine {
  run<Of extends Columns>(query: Query<Of>, options?: RunOptions): AsyncIterable<readonly RowOf<Of>[]>;
}

/** The whole answer of a query that has few rows. */
export async function allRows<Of extends Columns>(
  engine: QueryEngine,
  query: Query<Of>,
  options?: RunOptions,
): Promise<RowOf<Of>[]> {
  const rows: RowOf<Of>[] = [];
  for await (const batch of engine.run(query, options)) for (const row of batch) rows.push(row);
  return rows;
}

/** An engine that keeps answers as tables of its own, for the statements that follow: DuckDB. */
export interface Workbench extends QueryEngine {
  /** Makes the table of the answer, in place of one of that name. It throws as `run` does. */
  keep(table: string, query: Query, options?: RunOptions): Promise<void>;
}
