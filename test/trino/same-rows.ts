import { expect } from "vitest";
import type { Cell, Columns, Query, Row } from "../../core/detection/sql/statement.js";
import { allRows, type QueryEngine } from "../../services/anomaly-detector/query-engine.js";

/**
 * What a double may differ by, as a part of itself where it is above 1: the engines add in different orders. It holds
 * for log10 p too, of which less is promised: 0.01.
 */
const RELATIVE_TOLERANCE = 1e-9;

/** Two engines over the same log. */
export interface Engines {
  readonly trino: QueryEngine;
  readonly duckDb: QueryEngine;
}

/**
 * Expects the same rows of both engines, whatever their order: doubles within the tolerance, all else equal.
 *
 * @returns DuckDB's rows
 */
export async function expectSameRows({ trino, duckDb }: Engines, query: Query): Promise<readonly Row[]> {
  const expected = sorted(await allRows(duckDb, query), query.columns);
  const got = sorted(await allRows(trino, query), query.columns);
  expect(got.length, `rows of ${query.id}`).toBe(expected.length);
  for (const [index, row] of expected.entries()) {
    const other = got[index] as Row;
    expect(withoutDoubles(other, query.columns)).toEqual(withoutDoubles(row, query.columns));
    const apart = Object.entries(query.columns).filter(
      ([name, type]) => type === "double" && !isNear(other[name] ?? null, row[name] ?? null),
    );
    expect(apart, `${JSON.stringify(other)} on Trino, ${JSON.stringify(row)} on DuckDB`).toEqual([]);
  }
  return expected;
}

function isNear(got: Cell, expected: Cell): boolean {
  if (typeof got !== "number" || typeof expected !== "number") return got === expected;
  return Math.abs(got - expected) <= RELATIVE_TOLERANCE * Math.max(1, Math.abs(expected));
}

function withoutDoubles(row: Row, columns: Columns): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns[name] !== "double"));
}

function sorted(rows: readonly Row[], columns: Columns): readonly Row[] {
  const keyed = rows.map((row) => ({ key: JSON.stringify(withoutDoubles(row, columns)), row }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}
