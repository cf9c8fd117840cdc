import type { Sql } from "../../core/detection/sql/sql.js";
import type { Columns, Query } from "../../core/detection/sql/statement.js";
import type { RunOptions } from "./query-engine.js";

/** A table of summaries: its name, and the columns of the statement that fills it. */
export interface KeptTable {
  /** A name that `identifier` takes. */
  readonly name: string;
  readonly columns: Columns;
}

/**
 * Answers that are kept beside the log, each in a place of its own, for the statements that follow.
 *
 * Nothing is overwritten: what a write that failed or came twice leaves has a version that nobody names, and is never
 * read. Which versions count is for the state to say.
 */
export interface KeptAnswers {
  /** Writes the answer of the query as a new version. @returns the version. @throws as {@link QueryEngine} does */
  write(table: KeptTable, query: Query, options?: RunOptions): Promise<string>;
  /** The rows of these versions, as a table for FROM; of no version, no rows. */
  read(table: KeptTable, versions: readonly string[]): Sql;
}
