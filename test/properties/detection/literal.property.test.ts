import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckDbEngine } from "../../../adapters/duckdb/duckdb-engine.js";
import { openSandbox } from "../../../adapters/duckdb/sandbox.js";
import { literal } from "../../../core/detection/sql/literal.js";
import { sql } from "../../../core/detection/sql/sql.js";
import type { Cell, ColumnType } from "../../../core/detection/sql/statement.js";
import { allRows } from "../../../services/anomaly-detector/query-engine.js";
import { runs } from "../../harness/property-runs.js";

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = new DuckDbEngine(await openSandbox({ files: [] }, async () => {}));
});
afterAll(() => engine?.close());

/** What the engine reads in a literal, between two other columns that an attack would change. */
async function read(piece: ReturnType<typeof literal.text>, type: ColumnType): Promise<Cell> {
  const columns = { before: "integer", value: type, after: "integer" } as const;
  const text = sql`SELECT 1 AS before, ${piece} AS value, 2 AS after WHERE 'a' = 'a'`;
  const rows = await allRows(engine, { id: "probe", text, columns });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ before: 1, after: 2 });
  return rows[0]?.value ?? null;
}

/** Texts that try to leave the literal. */
const attack = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        "''",
        "\\",
        "--",
        "/*",
        "*/",
        ";",
        '"',
        "\n",
        "$$",
        "?",
        "%",
        "${x}",
        "\u2019",
        "\u0027",
      ),
      fc.string({ unit: "grapheme" }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join("").replaceAll("\u0000", ""));

describe("a literal is read back as the value that it was made of", () => {
  it("a text, whatever it tries", async () => {
    await fc.assert(
      fc.asyncProperty(attack, async (text) => {
        expect(await read(literal.text(text), "text")).toBe(text);
      }),
      runs(1000),
    );
  });

  it("a whole number, in an expression too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), async (number) => {
        expect(await read(literal.integer(number), "integer")).toBe(number);
        expect(await read(sql`5 - ${literal.integer(number % 1000)}`, "integer")).toBe(5 - (number % 1000));
      }),
      runs(300),
    );
  });

  it("a double, to the last bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (number) => {
        expect(await read(literal.double(number), "double")).toBe(number + 0);
      }),
      runs(300),
    );
  });

  it("an instant and its day", async () => {
    const instant = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(instant, async (date) => {
        const text = date.toISOString();
        expect(await read(literal.timestamp(date.getTime()), "timestamp")).toBe(text);
        expect(await read(literal.date(text.slice(0, 10)), "date")).toBe(text.slice(0, 10));
        expect(await read(literal.day(text.slice(0, 10)), "text")).toBe(text.slice(0, 10));
      }),
      runs(300),
    );
  });
});
