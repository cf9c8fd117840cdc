import { describe, expect, it } from "vitest";
import { sql, sqlText } from "../../../../core/detection/sql/sql.js";
import type { Query } from "../../../../core/detection/sql/statement.js";
import { allRows } from "../../../../services/anomaly-detector/query-engine.js";
import { OutsideError } from "../../../../services/intent-do-sweep/outside-error.js";
import { FakeAthena } from "./fake-athena.js";

const QUERY = {
  id: "CORDON-SQL-999",
  text: sql`SELECT name, events, share, seen, day, is_new FROM t`,
  columns: {
    name: "text",
    events: "integer",
    share: "double",
    seen: "timestamp",
    day: "date",
    is_new: "boolean",
  },
} as const satisfies Query;
const HEADER = ["name", "events", "share", "seen", "day", "is_new"];
const ROW = ["O'Brien", "12", "1.0E-4", "2026-03-01 09:30:00.123", "2026-03-01", "true"];
const COUNT = { id: "CORDON-SQL-998", text: sql`SELECT n FROM t`, columns: { n: "integer" } } as const;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return String((error as Error | undefined)?.message ?? "it did not fail");
}

describe("an answer of Athena", () => {
  it("is typed by the statement's columns, without the header row", async () => {
    const athena = new FakeAthena({
      pages: [
        [HEADER, ROW, HEADER.map(() => undefined)],
        [["x", "-3", "0.5", "2026-03-01 00:00:00", "2026-02-28", "false"]],
      ],
    });
    expect(await allRows(athena.engine(), QUERY)).toStrictEqual([
      {
        name: "O'Brien",
        events: 12,
        share: 0.0001,
        seen: "2026-03-01T09:30:00.123Z",
        day: "2026-03-01",
        is_new: true,
      },
      { name: null, events: null, share: null, seen: null, day: null, is_new: null },
      {
        name: "x",
        events: -3,
        share: 0.5,
        seen: "2026-03-01T00:00:00.000Z",
        day: "2026-02-28",
        is_new: false,
      },
    ]);
  });

  it("is read to its thousandth page, one after the other", async () => {
    const pages = Array.from({ length: 1000 }, (_, page) =>
      page === 0 ? [["n"], ["0"]] : [[`${page}`], [`${-page}`]],
    );
    const athena = new FakeAthena({ pages });
    const rows = await allRows(athena.engine(), COUNT);
    expect(rows).toHaveLength(1999);
    expect(rows.at(-1)).toStrictEqual({ n: -999 });
  });

  it.each([
    ["a number with a unit", 1, "12 rows"],
    ["a number that no double holds", 1, "9007199254740993"],
    ["a fraction for an integer", 1, "1.5"],
    ["an empty text for a number", 2, ""],
    ["no number", 2, "NaN"],
    ["the infinite", 2, "Infinity"],
    ["a day that is none", 4, "2026-02-30"],
    ["an instant with a zone", 3, "2026-03-01 09:30:00.000 UTC"],
    ["a word for a boolean", 5, "yes"],
  ])("is refused where a cell is %s", async (_, column, text) => {
    const row = ROW.map((cell, index) => (index === column ? text : cell));
    const athena = new FakeAthena({ pages: [[HEADER, row]] });
    expect(await codeOf(allRows(athena.engine(), QUERY))).toMatch(
      new RegExp(`CORDON_QUERY_CELL_INVALID.*column ${HEADER[column]}`, "s"),
    );
  });

  it.each([
    [
      "other columns",
      [
        ["n", "m"],
        ["1", "2"],
      ],
    ],
    ["no header", [["1"]]],
    ["rows that are too short", [["n"], []]],
    ["nothing at all", []],
  ])("is refused where it has %s", async (_, page) => {
    const athena = new FakeAthena({ pages: [page] });
    expect(await codeOf(allRows(athena.engine(), COUNT))).toContain("CORDON_QUERY_CELL_INVALID");
  });
});

describe("a query of Athena", () => {
  it("asks for no answer of before, in its workgroup and database", async () => {
    const athena = new FakeAthena({ pages: [[["n"], ["1"]]] });
    await allRows(athena.engine(), COUNT);
    expect(athena.started).toMatchObject([
      {
        QueryString: "SELECT n FROM t",
        WorkGroup: "shop-detector",
        QueryExecutionContext: { Database: "shop" },
        ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
      },
    ]);
  });

  it("is looked at after 200 ms, then half as late again, and every five seconds at most", async () => {
    const athena = new FakeAthena({
      states: [...Array<string>(12).fill("RUNNING"), "SUCCEEDED"],
      pages: [[["n"]]],
    });
    await allRows(athena.engine(600_000), COUNT);
    expect(athena.waits.slice(0, 4)).toStrictEqual([200, 300, 450, 675]);
    expect(Math.max(...athena.waits)).toBe(5000);
    expect(athena.waits.at(-1)).toBe(5000);
  });

  it("is stopped at the deadline, and says so", async () => {
    const athena = new FakeAthena({ states: ["QUEUED", "RUNNING"] });
    expect(await codeOf(allRows(athena.engine(7000), COUNT))).toMatch(/CORDON_QUERY_CANCELLED.*deadline/s);
    expect(athena.stopped).toStrictEqual(["q-0"]);
    expect(athena.now).toBe(7000);
  });

  it("is stopped where nobody wants it any more", async () => {
    const athena = new FakeAthena({ states: ["RUNNING"] });
    const controller = new AbortController();
    athena.onWait = () => athena.waits.length === 3 && controller.abort();
    expect(await codeOf(allRows(athena.engine(), COUNT, { signal: controller.signal }))).toContain(
      "CORDON_QUERY_CANCELLED",
    );
    expect(athena.stopped).toStrictEqual(["q-0"]);
  });

  it("is not started where nobody wants it", async () => {
    const athena = new FakeAthena();
    const signal = AbortSignal.abort();
    expect(await codeOf(allRows(athena.engine(), COUNT, { signal }))).toContain("CORDON_QUERY_CANCELLED");
    expect(athena.started).toStrictEqual([]);
  });

  it("is started again with another token where Athena had trouble of its own", async () => {
    const athena = new FakeAthena(
      { states: ["FAILED"], reason: "GENERIC_INTERNAL_ERROR", retryable: true },
      { pages: [[["n"], ["1"]]] },
    );
    expect(await allRows(athena.engine(), COUNT)).toStrictEqual([{ n: 1 }]);
    const tokens = athena.started.map(({ ClientRequestToken }) => ClientRequestToken);
    expect(tokens).toStrictEqual([`${"r".repeat(36)}-1-1`, `${"r".repeat(36)}-1-2`]);
  });

  it("fails after three attempts", async () => {
    const athena = new FakeAthena({ states: ["FAILED"], reason: "GENERIC_INTERNAL_ERROR", retryable: true });
    expect(await codeOf(allRows(athena.engine(), COUNT))).toMatch(
      /CORDON-SQL-998.*CORDON_QUERY_FAILED|CORDON_QUERY_FAILED.*GENERIC_INTERNAL_ERROR/s,
    );
    expect(athena.started).toHaveLength(3);
  });

  it("fails at once where the statement is wrong", async () => {
    const athena = new FakeAthena({ states: ["FAILED"], reason: "SYNTAX_ERROR: line 1:8" });
    expect(await codeOf(allRows(athena.engine(), COUNT))).toMatch(/CORDON_QUERY_FAILED.*SYNTAX_ERROR/s);
    expect(athena.started).toHaveLength(1);
  });

  it("names the cutoff that cancelled it", async () => {
    const athena = new FakeAthena({ states: ["CANCELLED"], reason: "Bytes scanned limit was exceeded" });
    expect(await codeOf(allRows(athena.engine(), COUNT))).toMatch(/CORDON_QUERY_CANCELLED.*cutoff/s);
  });

  it("waits longer each time that Athena is asked too often, with a jitter, and loses nothing", async () => {
    const athena = new FakeAthena({ pages: [[["n"], ["1"]]] });
    athena.throttled = 3;
    expect(await allRows(athena.engine(), COUNT)).toStrictEqual([{ n: 1 }]);
    expect(athena.waits.slice(0, 3)).toStrictEqual([250, 375, 562.5]);
    expect(athena.started).toHaveLength(1);
  });

  it("gives up at the deadline where Athena is asked too often for ever", async () => {
    const athena = new FakeAthena();
    athena.throttled = Number.POSITIVE_INFINITY;
    expect(await codeOf(allRows(athena.engine(30_000), COUNT))).toContain("CORDON_QUERY_CANCELLED");
    expect(athena.now).toBe(30_000);
  });

  it("fails where Athena refuses the call", async () => {
    const athena = new FakeAthena();
    athena.start = async () => {
      throw new OutsideError("refused", "AccessDeniedException: not authorized");
    };
    expect(await codeOf(allRows(athena.engine(), COUNT))).toMatch(/CORDON_QUERY_FAILED.*AccessDenied/s);
  });
});

describe("what is kept", () => {
  const TABLE = {
    name: "hour_cells",
    columns: { window_start: "timestamp", day: "date", events: "integer" },
  } as const;

  it("goes to a folder of its own for each attempt, in the types of the table", async () => {
    const athena = new FakeAthena({ states: ["FAILED"], retryable: true }, {});
    const version = await athena.engine().write(TABLE, COUNT);
    expect(version).toBe(`${"r".repeat(36)}-1-2`);
    const texts = athena.started.map(({ QueryString }) => QueryString);
    expect(texts[0]).toContain(`TO 's3://results/kept/hour_cells/${"r".repeat(36)}-1-1/'`);
    expect(texts[1]).toBe(
      `UNLOAD (SELECT CAST("window_start" AS timestamp(3)) AS "window_start", CAST("day" AS date) AS "day", CAST("events" AS bigint) AS "events" FROM (SELECT n FROM t)) TO 's3://results/kept/hour_cells/${version}/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
    );
  });

  it("is read by the versions that are named, and by none where none is", () => {
    const engine = new FakeAthena().engine();
    expect(sqlText(engine.read(TABLE, ["v-1", "v-2"]))).toBe(
      `(SELECT "window_start", "day", "events" FROM "shop"."hour_cells" WHERE version IN ('v-1', 'v-2'))`,
    );
    expect(sqlText(engine.read(TABLE, []))).toContain("version IN ('none')");
  });
});
