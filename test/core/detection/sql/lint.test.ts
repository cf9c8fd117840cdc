import { describe, expect, it } from "vitest";
import { lintSql, readsOf } from "../../../../core/detection/sql/lint.js";
import { STATEMENT_TEXTS } from "./statement-values.js";

describe("every statement of the model", () => {
  it.each(STATEMENT_TEXTS)("%s is inside what both dialects read alike", (_, text) => {
    expect(lintSql(text)).toEqual([]);
  });

  it.each(STATEMENT_TEXTS)("%s reads the raw log at most once", (_, text) => {
    expect(readsOf(text, "access_log")).toBeLessThanOrEqual(1);
  });

  it("reads the raw log in four, and has ids that are never given twice", () => {
    expect(STATEMENT_TEXTS.filter(([, text]) => readsOf(text, "access_log") === 1).map(([id]) => id)).toEqual(
      ["CORDON-SQL-001", "CORDON-SQL-002", "CORDON-SQL-007", "CORDON-SQL-009"],
    );
    expect(new Set(STATEMENT_TEXTS.map(([id]) => id)).size).toBe(STATEMENT_TEXTS.length);
  });
});

describe("the lint refuses", () => {
  it.each([
    ["a zone", "SELECT CAST(ts AS TIMESTAMP WITH TIME ZONE) AS x FROM t", /zone/],
    ["the clock", "SELECT ts FROM t WHERE ts > now()", /clock/],
    ["a star", "SELECT * FROM t", /SELECT \*/],
    ["a star of a table", "SELECT a, t.* FROM t", /SELECT \*/],
    ["a decimal", "SELECT 1.5 AS x", /DECIMAL/],
    ["a DuckDB cast", "SELECT x::int AS x FROM t", /CAST/],
    ["hours by date_diff", "SELECT date_diff('hour', a, b) AS x FROM t", /date_diff/],
    ["OR in a join", "SELECT a.x FROM a JOIN b ON a.x = b.x OR a.y = b.y", /nested loop/],
    ["a function of one engine", "SELECT approx_distinct(x) AS x FROM t", /approx_distinct/],
    ["an aggregate without an order", "SELECT max_by(x, y) AS x FROM t", /picks any/],
  ])("%s", (_, text, reason) => {
    expect(lintSql(text)).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
  });

  it.each([
    "SELECT 'now() is 1.5, SELECT *' AS x",
    "SELECT count(*) AS x FROM t",
    "WITH days (day, weight) AS (VALUES (1, 2)) SELECT day FROM days",
    "SELECT 1.5E0 * x AS x FROM t",
  ])("not %s", (text) => {
    expect(lintSql(text)).toEqual([]);
  });

  it("counts reads as Trino makes them: once for each use of an expression", () => {
    const text =
      "WITH a AS (SELECT x FROM log), b AS (SELECT x FROM a) SELECT a.x FROM a JOIN b ON a.x = b.x";
    expect(readsOf(text, "log")).toBe(2);
    expect(readsOf('SELECT x FROM "db"."log"', '"db"."log"')).toBe(1);
  });
});
