import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { identifier } from "../../core/detection/sql/identifier.js";
import { sqlText } from "../../core/detection/sql/sql.js";
import type { Cell, Columns, Query, RowOf } from "../../core/detection/sql/statement.js";
import { quote } from "../../core/errors.js";
import type { RunOptions, Workbench } from "../../services/anomaly-detector/query-engine.js";
import { invalidAnswer, queryCancelled } from "../../services/anomaly-detector/query-problem.js";
import { cellOf } from "./cell.js";
import { duckDbError } from "./duckdb-problem.js";
import type { Sandbox } from "./sandbox.js";

/** DuckDB as the engine of detection: one connection a statement, because one must not run two at a time. */
export class DuckDbEngine implements Workbench {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async *run<Of extends Columns>(
    query: Query<Of>,
    { signal }: RunOptions = {},
  ): AsyncGenerator<readonly RowOf<Of>[]> {
    if (signal?.aborted) throw queryCancelled(query.id);
    const connection = await this.#sandbox.connect();
    const stop = () => connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      yield* answerOf(connection, query);
    } catch (error) {
      throw duckDbError(error, query.id);
    } finally {
      signal?.removeEventListener("abort", stop);
      // Where the reader left early, the statement still runs.
      connection.interrupt();
      connection.closeSync();
    }
  }

  async keep(table: string, query: Query, { signal }: RunOptions = {}): Promise<void> {
    if (signal?.aborted) throw queryCancelled(query.id);
    const name = sqlText(identifier(table));
    const connection = await this.#sandbox.connect();
    const stop = () => connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      await connection.run(`CREATE OR REPLACE TABLE ${name} AS ${sqlText(query.text)}`);
    } catch (error) {
      throw duckDbError(error, query.id);
    } finally {
      signal?.removeEventListener("abort", stop);
      connection.closeSync();
    }
  }

  close(): void {
    this.#sandbox.close();
  }
}

async function* answerOf<Of extends Columns>(
  connection: DuckDBConnection,
  { id, text, columns }: Query<Of>,
): AsyncGenerator<readonly RowOf<Of>[]> {
  const result = await connection.stream(sqlText(text));
  const names = Object.keys(columns);
  const given = result.columnNames();
  if (given.join() !== names.join()) {
    throw invalidAnswer(id, `the columns ${given.join(", ")}`, `the columns ${names.join(", ")}`);
  }
  for await (const chunk of result) if (chunk.rowCount > 0) yield rowsOf(chunk, columns, id);
}

function rowsOf<Of extends Columns>(chunk: DuckDBDataChunk, columns: Of, id: string): RowOf<Of>[] {
  const rows: Record<string, Cell>[] = Array.from({ length: chunk.rowCount }, () => ({}));
  Object.entries(columns).forEach(([name, type], index) => {
    chunk.getColumnValues(index).forEach((value, row) => {
      const cell = cellOf(value, type);
      if (cell === undefined) throw invalidAnswer(id, `${quote(String(value))} in column ${name}`, type);
      (rows[row] as Record<string, Cell>)[name] = cell;
    });
  });
  return rows as RowOf<Of>[];
}
