import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ACCESS_LOG_FIELDS,
  ACCESS_LOG_PARTITIONS,
  type AccessLogRecord,
  FIELD_TYPES,
} from "../../../core/detection/access-log.js";
import { denialsByReason, partitionPath } from "../../../core/detection/access-log-lake.js";
import { accessLogLine } from "../../../core/detection/access-log-record.js";
import { accessLogColumns } from "../../../core/detection/access-log-schema.js";
import { RECORD } from "../../core/detection/access-log-samples.js";
import { convertToParquet, readLake } from "../../harness/lake.js";
import { runs } from "../../harness/property-runs.js";
import { arbitraryRecord } from "./arbitrary-record.js";

const folder = mkdtempSync(join(tmpdir(), "cordon-lake-"));
let database: DuckDBConnection;

beforeAll(async () => {
  database = await (await DuckDBInstance.create(":memory:")).connect();
  await database.run("SET TimeZone = 'UTC'");
});

afterAll(() => {
  database?.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

async function store(
  records: readonly AccessLogRecord[],
  lake: string,
  instant: Date,
  columns = accessLogColumns(),
): Promise<void> {
  const partition = join(folder, lake, partitionPath(instant));
  mkdirSync(partition, { recursive: true });
  const lines = join(folder, "records.jsonl");
  writeFileSync(lines, records.map(accessLogLine).join(""));
  await convertToParquet(database, {
    lines,
    columns,
    file: join(partition, "part.parquet"),
  });
}

describe("records in the lake", () => {
  it("are read back as they were written, with the types of the Glue columns", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryRecord, { minLength: 1, maxLength: 20 }), async (records) => {
        const lake = `run-${run++}`;
        await store(records, lake, new Date("2026-03-01T09:30:00Z"));
        const table = await readLake(database, join(folder, lake));
        expect(table.types).toEqual(
          Object.fromEntries([
            ...ACCESS_LOG_FIELDS.map(({ name, type }) => [name, FIELD_TYPES[type].duckdb]),
            ...ACCESS_LOG_PARTITIONS.map(({ name, duckdb }) => [name, duckdb]),
          ]),
        );
        expect(table.records).toEqual(records.map((record) => ({ ...record, dt: "2026-03-01", hour: 9 })));
      }),
      runs(25),
    );
  });

  it("are read beside files that were written before the last field was there", async () => {
    const withoutLast = accessLogColumns().slice(0, -1);
    await store([RECORD], "grown", new Date("2026-03-01T09:30:00Z"));
    await store([RECORD], "grown", new Date("2026-03-01T10:30:00Z"), withoutLast);
    const { records } = await readLake(database, join(folder, "grown"));
    expect(records.map((record) => record["function"]).sort()).toEqual([null, "shop-engine"]);
  });

  it("are found by the sample query of the workgroup, within its bounds", async () => {
    const denied = { ...RECORD, decision: "DENY", reason: "device_not_trusted" } as const;
    const now = new Date();
    const threeDaysAgo = new Date(now.getTime() - 3 * 24 * 3600 * 1000);
    await store([RECORD, denied, { ...denied, user_id: "u-18" }], "sample", now);
    await store([denied], "sample", threeDaysAgo);
    await readLake(database, join(folder, "sample"), "access_log");
    const answer = await database.runAndReadAll(denialsByReason("access_log", 1));
    expect(answer.getRowObjectsJson()).toEqual([
      { reason: "device_not_trusted", denials: "2", users: "2", latest: "2026-03-01 09:30:00.125" },
    ]);
  });
});
