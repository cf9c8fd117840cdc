import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCordon } from "../../../cli/program.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { LogFolder } from "../../adapters/duckdb/log-folder.js";
import { memoryStreams } from "../memory-streams.js";
import { smallWorld } from "./small-world.js";

const folder = new LogFolder();
afterAll(() => folder.remove());
const WORLD = smallWorld();
const world = folder.records("world.jsonl", WORLD);
const NOW = "2026-03-01T18:00:00Z";

/** The world as Parquet, with one column as this expression of SQL, or without it. */
async function parquet(name: string, column: string, expression?: string): Promise<string> {
  const path = join(folder.path, name);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(
    `COPY (SELECT * EXCLUDE (${column}) ${expression === undefined ? "" : `, ${expression} AS ${column}`}
     FROM read_json('${world}', format = 'newline_delimited')) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  return path;
}

const COMMANDS = {
  score: (logs: string, budget = "1") => [
    ...["score", "--logs", logs, "--train-until", "2026-03-01T00:00:00Z", "--until", "2026-03-02T00:00:00Z"],
    ...["--budget", budget, "--format", "jsonl"],
  ],
  run: (logs: string, budget = "1") => [
    ...["run", "--logs", logs, "--now", NOW, "--budget", budget, "--format", "json"],
    // Each run is the first of its team: what one found is not news to the next.
    ...["--state", join(folder.path, `state-${randomUUID()}`)],
  ],
} as const;

async function cordon(words: readonly string[]) {
  const streams = memoryStreams();
  const exitCode = await runCordon(["detect", ...words], streams);
  return { exitCode, ...streams.written() };
}

/** Users of the windows or findings that a command printed. */
function usersIn(stdout: string): ReadonlySet<string> {
  return new Set([...stdout.matchAll(/"(?:user_id|subject)":\s*"([^"]*)"/gu)].map(([, name = ""]) => name));
}

describe.each(["score", "run"] as const)("cordon detect %s", (verb) => {
  const command = COMMANDS[verb];
  let usual: Awaited<ReturnType<typeof cordon>>;
  beforeAll(async () => {
    usual = await cordon(command(world));
  });

  it.each([
    ["a missing column", () => parquet(`${verb}-missing.parquet`, "user_id"), /CORDON_LOG_COLUMN_MISSING/],
    [
      "a mistyped column",
      () => parquet(`${verb}-mistyped.parquet`, "ts", "epoch_ms(CAST(ts AS TIMESTAMP))"),
      /CORDON_LOG_COLUMN_MISTYPED/,
    ],
    [
      "a truncated file",
      async () => {
        const whole = readFileSync(await parquet(`${verb}-whole.parquet`, "ts", "CAST(ts AS TIMESTAMP)"));
        const path = join(folder.path, `${verb}-cut.parquet`);
        writeFileSync(path, whole.subarray(0, whole.length - 30));
        return path;
      },
      /CORDON_LOG_UNREADABLE/,
    ],
    ["a glob that matches nothing", async () => join(folder.path, "*.none"), /CORDON_LOG_MISSING/],
  ] as const)("refuses %s, and writes nothing", async (_, logs, code) => {
    const { exitCode, stdout, stderr } = await cordon(command(await logs()));
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(code);
  });

  it.each(["0", "-1"])("refuses a budget of %s", async (budget) => {
    const { exitCode, stdout, stderr } = await cordon(command(world, budget));
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/CORDON_OPTION_REFUSED at --budget/);
  });

  it("says that a log has no rows", async () => {
    const { exitCode, stderr } = await cordon(command(folder.records(`${verb}-empty.jsonl`, [])));
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("the log has no rows")]);
  });

  it("answers the same for rows out of order", async () => {
    const turned = folder.records(`${verb}-turned.jsonl`, [...WORLD].reverse());
    expect(await cordon(command(turned))).toEqual(usual);
  });

  it("counts rows of the far future, and answers the same", async () => {
    const late = { ...(WORLD[0] as AccessLogRecord), event_id: "late", ts: "2999-01-01T00:00:00.000Z" };
    const answer = await cordon(command(folder.records(`${verb}-late.jsonl`, [...WORLD, late])));
    expect(answer.exitCode).toBe(usual.exitCode);
    expect(answer.stdout.replace(/"dataQuality": \[.*?\]/su, '"dataQuality": []')).toBe(usual.stdout);
    expect(answer.stdout + answer.stderr).toContain("the instant lies in the future: the row is left out");
  });

  it("takes SQL in a name for a name, and 10 MB in a field for a field", async () => {
    const name = "x'; DROP TABLE access_log; --";
    const strange = WORLD.map((record) =>
      record.user_id === "u-3" ? { ...record, user_id: name, reason: "r" } : record,
    );
    strange[0] = { ...(strange[0] as AccessLogRecord), reason: "a".repeat(10_000_000) };
    const answer = await cordon(command(folder.records(`${verb}-strange.jsonl`, strange)));
    expect([answer.exitCode, answer.stderr]).toEqual([usual.exitCode, usual.stderr]);
    expect(usersIn(answer.stdout)).toEqual(
      new Set([...usersIn(usual.stdout)].map((user) => (user === "u-3" ? name : user))),
    );
  });
});
