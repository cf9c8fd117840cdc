import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenLog, openLog } from "../../../adapters/duckdb/open-log.js";
import { sql } from "../../../core/detection/sql/sql.js";
import { allRows } from "../../../services/anomaly-detector/query-engine.js";
import { LogFolder, rowsOf } from "./log-folder.js";

const folder = new LogFolder();
let log: OpenLog;

beforeAll(async () => {
  folder.records("secret.jsonl", [{ event_id: "secret" }]);
  log = await openLog(folder.records("log.jsonl", [{ event_id: "a" }]));
});
afterAll(() => {
  log?.close();
  folder.remove();
});

const ONE = { x: "integer" } as const;

describe("the sandbox", () => {
  it("reads the files of the log, whichever connection asks", async () => {
    expect(await rowsOf(log, { event_id: "text" })).toEqual([{ event_id: "a" }]);
  });

  it.each([
    ["another file", sql`SELECT 1 AS x FROM read_text('/etc/hostname')`],
    ["a folder", sql`SELECT 1 AS x FROM glob('/etc/*')`],
    ["an extension", sql`INSTALL httpfs`],
    ["another configuration", sql`SET GLOBAL enable_external_access = true`],
    ["another clock", sql`SET TimeZone = 'Asia/Kolkata'`],
    ["writing", sql`COPY (SELECT 1) TO 'x.csv'`],
    ["another database", sql`ATTACH 'x.db'`],
  ])("refuses %s", async (_, text) => {
    await expect(allRows(log.engine, { id: "attack", text, columns: ONE })).rejects.toThrow(/^CORDON_/);
  });

  it("refuses the file beside the log", async () => {
    const { literal } = await import("../../../core/detection/sql/literal.js");
    const text = sql`SELECT 1 AS x FROM read_text(${literal.text(join(folder.path, "secret.jsonl"))})`;
    await expect(allRows(log.engine, { id: "attack", text, columns: ONE })).rejects.toThrow(
      /Permission Error/,
    );
  });

  it("divides as Trino does, and replaces as Trino does, in UTC", async () => {
    const text = sql`SELECT 1 / 2 AS x, regexp_replace('/1//2/', '/[0-9]+/', '/*/') AS y, current_setting('TimeZone') AS z`;
    const columns = { x: "integer", y: "text", z: "text" } as const;
    expect(await allRows(log.engine, { id: "dialect", text, columns })).toEqual([
      { x: 0, y: "/*//*/", z: "UTC" },
    ]);
  });

  it("stops a statement that is told to", async () => {
    const stop = new AbortController();
    const text = sql`SELECT count(*) AS x FROM range(100000000000) a, range(1000) b`;
    const answer = allRows(log.engine, { id: "runaway", text, columns: ONE }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(answer).rejects.toThrow(/^CORDON_QUERY_CANCELLED/);
    await expect(
      allRows(log.engine, { id: "late", text, columns: ONE }, { signal: stop.signal }),
    ).rejects.toThrow(/^CORDON_QUERY_CANCELLED/);
  });

  it("stops a statement whose reader leaves, and answers the next", async () => {
    const text = sql`SELECT range AS x FROM range(10000000)`;
    for await (const batch of log.engine.run({ id: "long", text, columns: ONE })) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(await rowsOf(log, { event_id: "text" })).toEqual([{ event_id: "a" }]);
  });

  it("keeps an answer as a table", async () => {
    await log.engine.keep("kept", { id: "keep", text: sql`SELECT CAST(7 AS BIGINT) AS x`, columns: ONE });
    expect(await allRows(log.engine, { id: "read", text: sql`SELECT x FROM kept`, columns: ONE })).toEqual([
      { x: 7 },
    ]);
  });

  it.each([
    ["a text for a number", sql`SELECT 'a' AS x`],
    ["a number that JavaScript rounds", sql`SELECT 9007199254740993 AS x`],
    ["another column", sql`SELECT 1 AS y`],
    ["a column more", sql`SELECT 1 AS x, 2 AS y`],
  ])("refuses an answer with %s", async (_, text) => {
    await expect(allRows(log.engine, { id: "cells", text, columns: ONE })).rejects.toThrow(
      /^CORDON_QUERY_CELL_INVALID/,
    );
  });
});
