import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../harness/prerequisites.js";
import { TRINO_PREREQUISITES } from "./java.js";
import { declareAccessLog, openDuckDb, writeLake } from "./lake.js";
import { type RunningTrino, runningTrino } from "./running-trino.js";
import { planOf, query } from "./trino-client.js";

describeWith(TRINO_PREREQUISITES, "the lake on Trino", () => {
  let trino: RunningTrino;
  let database: DuckDBConnection;

  beforeAll(async () => {
    trino = runningTrino();
    database = await openDuckDb();
    const nullText = "CAST(NULL AS VARCHAR)";
    await database.run(
      `CREATE TABLE log AS SELECT 'e-' || i AS event_id,
         TIMESTAMP '2026-03-01 09:30:00.123' + to_minutes(CAST(i AS INTEGER)) AS ts,
         CASE WHEN i % 7 = 0 THEN NULL ELSE 'u-' || i % 5 END AS user_id, 'O''Brien; -- ü' AS peer_group,
         '192.0.2.1' AS source_ip, 'DE' AS "location", 52.5 AS lat, CAST(NULL AS DOUBLE) AS lon,
         'eu-central-1' AS region, 'orders/' || i AS resource, 'orders:Read' AS "action",
         CASE WHEN i % 3 = 0 THEN 'DENY' ELSE 'ALLOW' END AS decision, 'allowed' AS reason,
         ${nullText} AS policy_id, ${nullText} AS device_id, ${nullText} AS session_id, ${nullText} AS "function"
       FROM range(200) t(i)`,
    );
    await writeLake(database, { relation: "log", folder: join(trino.folder, "access-log") });
    await declareAccessLog(trino, { path: "access-log", table: "access_log" });
  });

  afterAll(() => database?.closeSync());

  it("has the same rows as on DuckDB, partition by partition", async () => {
    const sql = (table: string) =>
      `SELECT dt, "hour", decision, count(*) AS n, count(user_id) AS users, max(peer_group) AS peers
       FROM ${table} GROUP BY dt, "hour", decision ORDER BY dt, "hour", decision`;
    const lake = `read_parquet('${trino.folder}/access-log/*/*/*.parquet', hive_partitioning = true,
      hive_types = {'dt': VARCHAR, 'hour': INTEGER})`;
    const reader = await database.runAndReadAll(sql(lake));
    const expected = reader
      .getRowObjectsJson()
      .map((row) => ({ ...row, n: Number(row["n"]), users: Number(row["users"]) }));
    expect(expected.length).toBeGreaterThan(4);
    expect(await query(trino.url, sql("hive.lake.access_log"))).toEqual(expected);
  });

  it("reads timestamps to the millisecond, as Firehose writes them and as DuckDB does", async () => {
    const [first] = await query(trino.url, "SELECT min(ts) AS first FROM hive.lake.access_log");
    expect(first).toEqual({ first: "2026-03-01 09:30:00.123" });
  });

  it("counts the scans of a common table expression that is used twice", async () => {
    const twice =
      "WITH t AS (SELECT user_id FROM hive.lake.access_log) SELECT count(*) FROM t a JOIN t b ON a.user_id = b.user_id";
    expect((await planOf(trino.url, twice)).scansOf("access_log")).toBe(2);
    const once = "SELECT count(*) FROM hive.lake.access_log WHERE dt = '2026-03-01'";
    expect((await planOf(trino.url, once)).scansOf("access_log")).toBe(1);
  });

  it("answers with Trino's own message", async () => {
    await expect(query(trino.url, "SELECT nothing FROM hive.lake.access_log")).rejects.toThrow(
      /COLUMN_NOT_FOUND/u,
    );
  });
});
