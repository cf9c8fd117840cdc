import type { DuckDbEngine } from "../../../../adapters/duckdb/duckdb-engine.js";
import { identifier } from "../../../../core/detection/sql/identifier.js";
import { joinSql, type Sql, sql } from "../../../../core/detection/sql/sql.js";
import type { Columns, Query, RowOf } from "../../../../core/detection/sql/statement.js";
import { CordonError } from "../../../../core/errors.js";
import type { KeptAnswers, KeptTable } from "../../../../services/anomaly-detector/kept-answers.js";
import type { QueryEngine } from "../../../../services/anomaly-detector/query-engine.js";

/** What stands in for Athena: DuckDB runs the statements, and each version of a table is a table of its own. */
export class KeptInDuckDb implements QueryEngine, KeptAnswers {
  /** Ids of the statements that were run and written, in order. */
  readonly asked: string[] = [];
  /** Ids of statements that fail; "unfinished" leaves what it wrote behind. */
  readonly failing = new Map<string, "at once" | "unfinished">();
  readonly #engine: DuckDbEngine;
  #versions = 0;

  constructor(engine: DuckDbEngine) {
    this.#engine = engine;
  }

  async *run<Of extends Columns>(query: Query<Of>): AsyncGenerator<readonly RowOf<Of>[]> {
    this.asked.push(query.id);
    if (this.failing.has(query.id)) throw failure(query.id);
    yield* this.#engine.run(query);
  }

  async write(table: KeptTable, query: Query): Promise<string> {
    this.asked.push(query.id);
    this.#versions += 1;
    const version = `${table.name}_${this.#versions}`;
    const how = this.failing.get(query.id);
    if (how === "at once") throw failure(query.id);
    await this.#engine.keep(version, query);
    if (how === "unfinished") throw failure(query.id);
    return version;
  }

  read(table: KeptTable, versions: readonly string[]): Sql {
    const columns = joinSql(
      Object.keys(table.columns).map((name) => identifier(name)),
      ", ",
    );
    const parts = versions.map((version) => sql`SELECT ${columns} FROM ${identifier(version)}`);
    return sql`(${joinSql(parts, " UNION ALL ")})`;
  }
}

function failure(id: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_QUERY_FAILED",
      summary: "the engine broke it off",
      got: '"GENERIC_INTERNAL_ERROR"',
      allowed: "a statement that runs to its end",
      fix: "run it again",
      where: id,
    },
  ]);
}
