import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LogFolder, readLog } from "./log-folder.js";

const folder = new LogFolder();
afterAll(() => folder.remove());

const COLUMNS = {
  event_id: "text",
  ts: "timestamp",
  user_id: "text",
  lat: "double",
  dt: "text",
  hour: "integer",
} as const;

async function parquet(name: string, select: string): Promise<string> {
  const path = join(folder.path, name);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

const ROW =
  "SELECT 'a' AS event_id, TIMESTAMP '2026-03-01 09:30:00' AS ts, 'u-1' AS user_id, 'r' AS resource, 'ALLOW' AS decision";

describe("a log on one machine", () => {
  beforeAll(() => {
    folder.records("lines/b.jsonl", [{ event_id: "b", ts: "2026-03-01T23:59:59.999Z" }]);
    folder.records("lines/deep/a.jsonl.gz", [{ event_id: "a", user_id: "O'Brien; --", lat: null }]);
  });

  it("is read from JSON lines, compressed or not, from one glob", async () => {
    const rows = await readLog(join(folder.path, "lines/**/*.{jsonl,jsonl.gz}"), COLUMNS);
    expect(rows.map(({ event_id, user_id }) => [event_id, user_id])).toEqual([
      ["a", "O'Brien; --"],
      ["b", expect.any(String)],
    ]);
    expect(rows[1]).toMatchObject({ ts: "2026-03-01T23:59:59.999Z", dt: "2026-03-01", hour: 23 });
    expect(await readLog(join(folder.path, "lines"), COLUMNS)).toEqual(rows);
  });

  it("is read from Parquet, which may lack what is nullable, with zones as UTC", async () => {
    const zoned = ROW.replace("TIMESTAMP '2026-03-01 09:30:00'", "TIMESTAMPTZ '2026-03-01 09:30:00+05:30'");
    await parquet("zoned.parquet", zoned);
    const [row] = await readLog(join(folder.path, "zoned.parquet"), COLUMNS);
    expect(row).toEqual({
      event_id: "a",
      ts: "2026-03-01T04:00:00.000Z",
      user_id: "u-1",
      lat: null,
      dt: "2026-03-01",
      hour: 4,
    });
  });

  it("is read from many files of CloudTrail within the memory of a query", async () => {
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const record = {
        eventID: `e-${number}`,
        eventTime: "2026-03-01T09:30:00Z",
        eventName: "GetObject",
        eventSource: "s3.amazonaws.com",
        userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/deploy" },
      };
      folder.write(`trail/${number}.json`, JSON.stringify({ Records: [record] }));
    }
    const rows = await readLog(join(folder.path, "trail/*.json"), { event_id: "text" });
    expect(rows.map(({ event_id }) => event_id)).toEqual(["e-1", "e-2", "e-3", "e-4", "e-5", "e-6"]);
  });

  it("shows a NUL in a text as U+FFFD, which statements can name", async () => {
    folder.records("nul.jsonl", [{ event_id: "a", user_id: "u\u00001" }]);
    await parquet("nul.parquet", ROW.replace("'u-1'", "'u' || chr(0) || '1'"));
    for (const name of ["nul.jsonl", "nul.parquet"]) {
      const [row] = await readLog(join(folder.path, name), { event_id: "text", user_id: "text" });
      expect(row, name).toEqual({ event_id: "a", user_id: "u\ufffd1" });
    }
  });

  it("takes a cell of another type for a missing one", async () => {
    folder.write(
      "mistyped.jsonl",
      `${JSON.stringify({ event_id: "a", ts: "yesterday", lat: "north", user_id: 7 })}\n`,
    );
    const [row] = await readLog(join(folder.path, "mistyped.jsonl"), COLUMNS);
    expect(row).toEqual({ event_id: "a", ts: null, user_id: "7", lat: null, dt: null, hour: null });
  });

  it("reads 10 MB in one field, and a file without a line", async () => {
    folder.records("large.jsonl", [{ event_id: "a", user_id: "x".repeat(10 * 2 ** 20) }]);
    const [row] = await readLog(join(folder.path, "large.jsonl"), COLUMNS);
    expect(row?.user_id).toHaveLength(10 * 2 ** 20);
    folder.write("empty.jsonl", "");
    expect(await readLog(join(folder.path, "empty.jsonl"), COLUMNS)).toEqual([]);
  });

  it("reads CloudTrail: roles for sessions, services by their name, denials by the error", async () => {
    const event = (id: string, userIdentity: object, more: object = {}) => ({
      eventID: id,
      eventTime: "2026-03-01T09:30:00Z",
      eventSource: "lambda.amazonaws.com",
      eventName: "ListFunctions20150331",
      userIdentity,
      ...more,
    });
    const role = "arn:aws:iam::111122223333:role/deploy";
    const file = {
      Records: [
        event("a", {
          type: "AssumedRole",
          arn: "arn:aws:sts::111122223333:assumed-role/deploy/s",
          sessionContext: { sessionIssuer: { arn: role } },
        }),
        event(
          "b",
          { type: "AWSService", invokedBy: "logs.amazonaws.com" },
          { errorCode: "AccessDeniedException" },
        ),
        event(
          "c",
          { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/x" },
          { errorCode: "Client.UnauthorizedOperation", eventName: "UpdateFunctionCode20150331v2" },
        ),
        event(
          "d",
          { type: "Root", arn: "arn:aws:iam::111122223333:root" },
          { errorCode: "ThrottlingException" },
        ),
      ],
    };
    folder.write("trail/a.json.gz", JSON.stringify(file));
    const columns = { user_id: "text", peer_group: "text", resource: "text", decision: "text" } as const;
    expect(await readLog(join(folder.path, "trail/*.json.gz"), columns)).toEqual([
      { user_id: role, peer_group: "AssumedRole", resource: "lambda:ListFunctions", decision: "ALLOW" },
      {
        user_id: "service:logs.amazonaws.com",
        peer_group: "AWSService",
        resource: "lambda:ListFunctions",
        decision: "DENY",
      },
      {
        user_id: "arn:aws:iam::111122223333:user/x",
        peer_group: "IAMUser",
        resource: "lambda:UpdateFunctionCode",
        decision: "DENY",
      },
      {
        user_id: "arn:aws:iam::111122223333:root",
        peer_group: "Root",
        resource: "lambda:ListFunctions",
        decision: "ALLOW",
      },
    ]);
  });
});

describe("a log that cannot be read has a coded error", () => {
  it.each<[string, () => string | Promise<string>, RegExp]>([
    ["a glob that matches nothing", () => join(folder.path, "none/**/*.parquet"), /^CORDON_LOG_MISSING/],
    ["a file that is not there", () => join(folder.path, "none.parquet"), /^CORDON_LOG_MISSING/],
    ["a form that nobody reads", () => folder.write("log.csv", "a"), /^CORDON_LOG_UNREADABLE/],
    ["a Parquet file that is none", () => folder.write("text.parquet", "a"), /^CORDON_LOG_UNREADABLE/],
    [
      "a Parquet file that is cut off",
      async () => {
        const whole = readFileSync(await parquet("whole.parquet", ROW));
        return folder.write("cut.parquet", whole.subarray(0, whole.length - 20));
      },
      /^CORDON_LOG_UNREADABLE/,
    ],
    ["a line that is not JSON", () => folder.write("cut.jsonl", '{"event_id":"a"'), /^CORDON_LOG_UNREADABLE/],
    [
      "a compressed file that is none",
      () => {
        folder.records("whole.jsonl.gz", [{}]);
        return folder.write("cut2.jsonl", readFileSync(join(folder.path, "whole.jsonl.gz")).subarray(0, 20));
      },
      /^CORDON_LOG_UNREADABLE/,
    ],
    [
      "a missing column",
      () => parquet("missing.parquet", ROW.replace("AS user_id", "AS users")),
      /^CORDON_LOG_COLUMN_MISSING/,
    ],
    [
      "a mistyped column",
      () => parquet("mistyped.parquet", ROW.replace("TIMESTAMP '2026-03-01 09:30:00'", "17")),
      /^CORDON_LOG_COLUMN_MISTYPED/,
    ],
  ])("%s", async (_, path, code) => {
    await expect(readLog(await path(), COLUMNS)).rejects.toThrow(code);
  });
});
