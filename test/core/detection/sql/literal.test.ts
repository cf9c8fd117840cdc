import { describe, expect, it } from "vitest";
import { identifier } from "../../../../core/detection/sql/identifier.js";
import { literal } from "../../../../core/detection/sql/literal.js";
import { withinRange } from "../../../../core/detection/sql/log-bounds.js";
import { joinSql, type Sql, sql, sqlText } from "../../../../core/detection/sql/sql.js";
import { CordonError } from "../../../../core/errors.js";

describe("the literal renderer", () => {
  it.each<[Sql, string]>([
    [literal.text("O'Brien"), "'O''Brien'"],
    [literal.text("\\'; DROP TABLE x --"), "'\\''; DROP TABLE x --'"],
    [literal.integer(-5), "(-5)"],
    [literal.integer(-0), "0"],
    [literal.double(1.5), "1.5E0"],
    [literal.double(-2e-7), "(-2E-7)"],
    [literal.double(1e21), "1E21"],
    [literal.date("2026-03-01"), "DATE '2026-03-01'"],
    [literal.day("2026-03-01"), "'2026-03-01'"],
    [literal.hour(9), "9"],
    [literal.timestamp(Date.parse("2026-03-01T09:30:00.125Z")), "TIMESTAMP '2026-03-01 09:30:00.125'"],
  ])("writes %#", (piece, text) => {
    expect(sqlText(piece)).toBe(text);
  });

  it.each<[string, () => unknown]>([
    ["NUL", () => literal.text("a\u0000b")],
    ["half a character", () => literal.text("\ud800")],
    ["a number as a text", () => literal.text(1 as unknown as string)],
    ["half a number", () => literal.integer(0.5)],
    ["a number that JavaScript rounds", () => literal.integer(2 ** 53)],
    ["a text as a number", () => literal.integer("1; DROP TABLE x" as unknown as number)],
    ["an array that reads as a number", () => literal.double(["1"] as unknown as number)],
    ["no number", () => literal.double(Number.NaN)],
    ["infinity", () => literal.double(Number.POSITIVE_INFINITY)],
    ["30 February", () => literal.date("2026-02-30")],
    ["a date with a quote", () => literal.day("2026-03-0'")],
    ["hour 24", () => literal.hour(24)],
    ["part of a millisecond", () => literal.timestamp(0.5)],
    ["year 10000", () => literal.timestamp(Date.UTC(10_000, 0, 1))],
  ])("refuses %s", (_, render) => {
    expect(render).toThrow(CordonError);
    expect(render).toThrow(/^CORDON_SQL_LITERAL_REFUSED/);
  });
});

describe("a piece of SQL", () => {
  it("takes pieces, and nothing that looks like one", () => {
    const name = "x' OR 1=1 --" as unknown as Sql;
    expect(() => sql`SELECT ${name}`).toThrow(TypeError);
    expect(() => sql`SELECT ${{ text: "1" } as unknown as Sql}`).toThrow(TypeError);
    expect(() => sql("SELECT 1" as unknown as TemplateStringsArray)).toThrow(TypeError);
    expect(sqlText(joinSql([sql`a`, sql`b`], ", "))).toBe("a, b");
  });

  it("names tables as Glue does", () => {
    expect(sqlText(identifier("orders", "access_log"))).toBe('"orders"."access_log"');
    for (const name of ["", "Access", 'a"b', "1a", "a".repeat(129)]) {
      expect(() => identifier(name)).toThrow(/^CORDON_SQL_NAME_REFUSED/);
    }
  });

  it("bounds a range with literals, two hours of late delivery included", () => {
    const from = Date.parse("2026-03-01T09:00:00Z");
    const text = sqlText(withinRange({ log: sql`l`, from, until: Date.parse("2026-03-01T22:00:00Z") }));
    expect(text).toContain(
      "ts >= TIMESTAMP '2026-03-01 09:00:00.000' AND ts < TIMESTAMP '2026-03-01 22:00:00.000'",
    );
    expect(text).toContain("dt >= '2026-03-01' AND dt <= '2026-03-01'");
    expect(text).toContain(`"hour" <= 23`);
  });
});
