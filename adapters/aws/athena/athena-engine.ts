import type { Sql } from "../../../core/detection/sql/sql.js";
import { sqlText } from "../../../core/detection/sql/sql.js";
import type { Cell, Columns, Query, RowOf } from "../../../core/detection/sql/statement.js";
import { quote } from "../../../core/errors.js";
import type { KeptAnswers, KeptTable } from "../../../services/anomaly-detector/kept-answers.js";
import type { QueryEngine, RunOptions } from "../../../services/anomaly-detector/query-engine.js";
import { invalidAnswer, queryCancelled } from "../../../services/anomaly-detector/query-problem.js";
import { cellOf } from "./cell.js";
import { type AthenaRun, type AthenaStatement, patiently, runStatement } from "./run-statement.js";
import { unloadText, versionsOf } from "./unload.js";

/** A row as Athena sends it: its cells in order, without a text where SQL has NULL. */
type Given = readonly (string | undefined)[];

/**
 * Athena as the engine of detection. Answers are never reused, every query has a token of its own and a deadline, and
 * what is kept goes to a folder that nothing was written to before.
 */
export class AthenaEngine implements QueryEngine, KeptAnswers {
  readonly #run: AthenaRun;
  readonly #folder: string;
  #statements = 0;

  /** @param folder s3:// URL of what is kept, without a slash at the end: `<folder>/<table>/<version>/` */
  constructor(run: AthenaRun, folder: string) {
    this.#run = run;
    this.#folder = folder;
  }

  async *run<Of extends Columns>(
    query: Query<Of>,
    { signal }: RunOptions = {},
  ): AsyncGenerator<readonly RowOf<Of>[]> {
    const text = sqlText(query.text);
    const statement = this.#statement(query.id, () => text, signal);
    const { execution } = await runStatement(this.#run, statement);
    const names = Object.keys(query.columns);
    let page: string | undefined;
    let isFirst = true;
    do {
      if (signal?.aborted === true) throw queryCancelled(query.id);
      const token = page;
      const answer = await patiently(this.#run, statement, undefined, () =>
        this.#run.calls.results(execution, token),
      );
      const rows = (answer.ResultSet?.Rows ?? []).map(({ Data = [] }) =>
        Data.map((cell) => cell.VarCharValue),
      );
      if (isFirst) checkHeader(query.id, rows.shift() ?? [], names);
      isFirst = false;
      if (rows.length > 0) yield rows.map((row) => rowOf(query, row));
      page = answer.NextToken;
    } while (page !== undefined);
  }

  async write(table: KeptTable, query: Query, { signal }: RunOptions = {}): Promise<string> {
    const number = this.#statements + 1;
    const version = (attempt: number) => `${this.#run.place.run}-${number}-${attempt}`;
    const text = (attempt: number) =>
      unloadText(table, query, `${this.#folder}/${table.name}/${version(attempt)}/`);
    const { attempt } = await runStatement(this.#run, this.#statement(query.id, text, signal));
    return version(attempt);
  }

  read(table: KeptTable, versions: readonly string[]): Sql {
    return versionsOf(this.#run.place.database, table, versions);
  }

  #statement(id: string, text: AthenaStatement["text"], signal: AbortSignal | undefined): AthenaStatement {
    if (signal?.aborted === true) throw queryCancelled(id);
    this.#statements += 1;
    return { id, number: this.#statements, text, signal };
  }
}

/** The first row of a SELECT holds the names of the columns, and they are those that the statement declares. */
function checkHeader(id: string, header: Given, names: readonly string[]): void {
  if (header.length === names.length && header.every((name, index) => name === names[index])) return;
  throw invalidAnswer(id, `the columns ${header.join(", ")}`, `the columns ${names.join(", ")}`);
}

function rowOf<Of extends Columns>({ id, columns }: Query<Of>, cells: Given): RowOf<Of> {
  const types = Object.entries(columns);
  if (cells.length !== types.length) {
    throw invalidAnswer(id, `a row of ${cells.length} cells`, `rows of ${types.length} cells`);
  }
  const row: Record<string, Cell> = {};
  types.forEach(([name, type], index) => {
    const cell = cellOf(cells[index], type);
    if (cell === undefined) throw invalidAnswer(id, `${quote(cells[index])} in column ${name}`, type);
    row[name] = cell;
  });
  return row as RowOf<Of>;
}
