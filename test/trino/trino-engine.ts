import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cellOf } from "../../adapters/aws/athena/cell.js";
import { identifier } from "../../core/detection/sql/identifier.js";
import { sqlText } from "../../core/detection/sql/sql.js";
import type { Cell, Columns, Query, RowOf } from "../../core/detection/sql/statement.js";
import { quote } from "../../core/errors.js";
import type { Workbench } from "../../services/anomaly-detector/query-engine.js";
import { invalidAnswer, queryFailed } from "../../services/anomaly-detector/query-problem.js";
import type { RunningTrino } from "./running-trino.js";
import { answerOf, type TrinoAnswer } from "./trino-client.js";

/** Trino as the engine of detection; its cells are read as Athena's are. */
export class TrinoEngine implements Workbench {
  readonly #url: string;
  readonly #folder: string;
  readonly #schema: string;

  /** @param schema of the Hive catalog, which holds the log and where tables are kept */
  constructor({ url, folder, schema }: RunningTrino & { readonly schema: string }) {
    this.#url = url;
    this.#folder = folder;
    this.#schema = schema;
  }

  async *run<Of extends Columns>({ id, text, columns }: Query<Of>): AsyncGenerator<readonly RowOf<Of>[]> {
    const answer = await this.#ask(id, sqlText(text));
    const names = Object.keys(columns);
    if (answer.columns.join() !== names.join()) {
      throw invalidAnswer(id, `the columns ${answer.columns.join(", ")}`, `the columns ${names.join(", ")}`);
    }
    if (answer.rows.length > 0) yield answer.rows.map((row) => rowOf(row, columns, id)) as RowOf<Of>[];
  }

  async keep(table: string, { id, text }: Query): Promise<void> {
    const name = sqlText(identifier(table));
    await this.#ask(id, `DROP TABLE IF EXISTS ${name}`);
    // The file metastore reads a managed table from beside its own description, wherever the rows were written; and of
    // an answer without rows nothing is written, no folder either.
    const path = `kept/${randomUUID()}`;
    await this.#ask(
      id,
      `CREATE TABLE ${name} WITH (format = 'PARQUET', external_location = 'local:///${path}') AS ${sqlText(text)}`,
    );
    mkdirSync(join(this.#folder, path), { recursive: true });
  }

  async #ask(id: string, text: string): Promise<TrinoAnswer> {
    try {
      return await answerOf(this.#url, text, { schema: this.#schema });
    } catch (error) {
      throw queryFailed("Trino", id, String(error), "keep to what both dialects read alike");
    }
  }
}

function rowOf(row: TrinoAnswer["rows"][number], columns: Columns, id: string): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, type], index) => {
      const value = row[index] ?? null;
      const cell = cellOf(value === null ? undefined : String(value), type);
      if (cell === undefined) throw invalidAnswer(id, `${quote(String(value))} in column ${name}`, type);
      return [name, cell];
    }),
  );
}
