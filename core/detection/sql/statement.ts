import type { Sql } from "./sql.js";

/** The type of a column of an answer; what a cell of it is in TypeScript stands in {@link CellOf}. */
export type ColumnType = "text" | "integer" | "double" | "boolean" | "date" | "timestamp";

/** The columns of an answer by name, in the order of the SELECT. */
export type Columns = Readonly<Record<string, ColumnType>>;

/**
 * A cell of an answer: a text; a number (an integer is a safe one); a boolean; a date as "2026-03-01"; a timestamp as
 * "2026-03-01T09:30:00.000Z"; null where SQL has NULL.
 */
export type Cell = string | number | boolean | null;

/** A row of an answer by column. */
export type Row = Readonly<Record<string, Cell>>;

/** What a cell of a column of this type is. */
export type CellOf<Type extends ColumnType> =
  | (Type extends "integer" | "double" ? number : Type extends "boolean" ? boolean : string)
  | null;

/** A row with these columns. */
export type RowOf<Of extends Columns> = { readonly [Name in keyof Of]: CellOf<Of[Name]> };

/**
 * One statement of SQL that runs unchanged on DuckDB and on Athena: metadata first, one a file.
 *
 * Its text stays inside what both dialects read alike (`lintSql`), and reads the raw log at most once.
 */
export interface Statement<Values, Of extends Columns = Columns> {
  /** Stable, never reused: "CORDON-SQL-001". */
  readonly id: string;
  /** What it answers, as a clause without a full stop. */
  readonly title: string;
  /** What for. */
  readonly why: string;
  /** Columns of the answer, in the order of the SELECT. */
  readonly columns: Of;
  /** The text for these values. Pure. */
  readonly text: (values: Values) => Sql;
}

/** A statement with its values filled in, ready for an engine. */
export interface Query<Of extends Columns = Columns> {
  /** The statement's id. */
  readonly id: string;
  readonly text: Sql;
  readonly columns: Of;
}

/** The statement with its values filled in. */
export function queryOf<Values, Of extends Columns>(
  statement: Statement<Values, Of>,
  values: Values,
): Query<Of> {
  return { id: statement.id, text: statement.text(values), columns: statement.columns };
}
