import { afterAll, describe, expect, it } from "vitest";
import { runCordon } from "../../../cli/program.js";
import { DETECTION_RULES } from "../../../core/detection/rules/rules.js";
import { LogFolder } from "../../adapters/duckdb/log-folder.js";
import { memoryStreams } from "../memory-streams.js";
import { smallWorld } from "./small-world.js";

const folder = new LogFolder();
afterAll(() => folder.remove());
const world = folder.records("world.jsonl", smallWorld());

async function cordon(...given: readonly string[]) {
  const streams = memoryStreams();
  const exitCode = await runCordon(["detect", ...given, "--logs", world], streams);
  return { exitCode, ...streams.written() };
}

describe("cordon detect backtest", () => {
  it("counts the alerts of a rule a day, and holds them against what is expected", async () => {
    const json = ["backtest", "--rule", "CORDON-DET-001", "--format", "json"];
    const { exitCode, stdout } = await cordon(...json, "--expect", "0.1");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      days: 31,
      alerts: 1,
      byDay: { "2026-03-01": 1 },
      noisiest: [["u-3", 1]],
      // 10 MB is the least that Athena counts: 12 runs an hour, 30 days.
      bytesScanned: 10_000_000,
      dollarsAMonth: 0.432,
      asExpected: true,
    });
    expect((await cordon(...json, "--expect", "0.01")).exitCode).toBe(1);
    const table = await cordon("backtest", "--rule", "CORDON-DET-001");
    expect(table.stdout).toContain("1 alert in 31 days: 0.03 a day");
  });

  it("takes settings from a file, and refuses those that the rule does not have", async () => {
    const file = (content: unknown) => folder.write("rule.json", JSON.stringify(content));
    const tuned = file({ rule: "CORDON-DET-001", settings: { attempts: 40 } });
    expect(JSON.parse((await cordon("backtest", "--rule", tuned, "--format", "json")).stdout).alerts).toBe(0);
    for (const wrong of [
      { rule: "CORDON-DET-999" },
      { rule: "CORDON-DET-001", settings: { attempt: 1 } },
      { rule: "CORDON-DET-001", settings: { attempts: 1.5 } },
      { rule: "CORDON-DET-001", settings: { attempts: "1; DROP TABLE x" } },
      [],
    ]) {
      const { exitCode, stderr } = await cordon("backtest", "--rule", file(wrong));
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("CORDON_DETECTION_RULE_UNKNOWN")]);
    }
    expect((await cordon("backtest", "--rule", "CORDON-DET-01")).stderr).toContain("did you mean");
  });
});

describe("cordon detect drill", () => {
  it.each(DETECTION_RULES.map(({ id }) => id))("finds the canary attack of %s in the log", async (rule) => {
    const { exitCode, stdout } = await cordon(
      "drill",
      "--rule",
      rule,
      "--now",
      "2026-03-01T10:02:30Z",
      "--format",
      "json",
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('"found": true')]);
  });

  it("says how long it took, from the first event to the run of the schedule", async () => {
    const { stdout } = await cordon("drill", "--rule", "CORDON-DET-001", "--now", "2026-03-01T10:02:30Z");
    expect(stdout).toMatch(/^CORDON-DET-001 {2}.*: found after \d+ s, at 2026-03-01T1\d:\d[05]:00\.000Z\n$/);
  });
});

describe("a rule of the team's own", () => {
  const denied = (minute: number) => ({ ts: `2026-03-02T09:0${minute}:00.000Z`, decision: "DENY" });
  const RULE = {
    version: 1,
    id: "SHOP-001",
    title: "A user is denied three times",
    why: "Nobody needs three attempts.",
    severity: "medium",
    subject: "user",
    attack: ["T1110"],
    runbook: ["Ask the user."],
    everyMinutes: 60,
    historyMinutes: 60,
    columns: { denials: "integer" },
    sql: [
      "SELECT user_id AS subject, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events, count(*) AS denials",
      "FROM {{records}}",
      "WHERE decision = 'DENY' AND user_id IS NOT NULL AND ts >= {{from}} AND ts < {{until}}",
      "GROUP BY user_id HAVING count(*) >= 3 ORDER BY user_id",
    ],
    cases: [
      { name: "three", records: [denied(1), denied(2), denied(3)], finds: [{ subject: "u-17", denials: 3 }] },
      { name: "two", records: [denied(1), denied(2)], finds: [] },
    ],
  };
  const file = (changes: object = {}) => folder.write("own.json", JSON.stringify({ ...RULE, ...changes }));
  const backtest = (path: string, ...more: readonly string[]) => cordon("backtest", "--rule", path, ...more);

  it("runs its cases, then the log: alerts a day, bytes and dollars", async () => {
    const { exitCode, stdout, stderr } = await backtest(file(), "--expect", "0.01", "--format", "json");
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      rule: "SHOP-001",
      alerts: 1,
      noisiest: [["u-3", 1]],
      bytesScanned: 10_000_000,
      // 24 runs a day, 30 days.
      dollarsAMonth: 0.036,
      asExpected: false,
    });
    const played = await cordon("drill", "--rule", file(), "--now", "2026-03-01T10:02:30Z");
    expect(played.stdout).toMatch(/^SHOP-001 {2}three: found after \d+ s/);
  });

  it.each([
    ["no case", { cases: [] }],
    ["no case that finds", { cases: [RULE.cases[1]] }],
    ["no case that stays silent", { cases: [RULE.cases[0]] }],
    ["a case that fails", { cases: [RULE.cases[0], { ...RULE.cases[0], name: "silent", finds: [] }] }],
    [
      "a record that is none",
      { cases: [RULE.cases[0], { name: "x", records: [{ ts: "yesterday" }], finds: [] }] },
    ],
    ["an id of the house", { id: "CORDON-DET-001" }],
    ["no runbook", { runbook: [] }],
    ["a technique that is none", { attack: ["brute force"] }],
    ["an unknown key", { enabled: true }],
    ["another table", { sql: "SELECT x AS subject FROM access_log JOIN {{records}} ON 1 = 1" }],
    ["a file", { sql: "SELECT ts AS subject FROM 'a.parquet' JOIN {{records}} ON 1 = 1" }],
    ["two reads", { sql: "SELECT ts AS subject FROM {{records}} UNION ALL SELECT ts FROM {{records}}" }],
    ["a second statement", { sql: "SELECT ts AS subject FROM {{records}}; DROP TABLE access_log" }],
    ["a comment", { sql: "SELECT ts AS subject FROM {{records}} -- WHERE" }],
    ["a function of one engine", { sql: "SELECT approx_distinct(user_id) AS subject FROM {{records}}" }],
    ["the engine's clock", { sql: "SELECT user_id AS subject FROM {{records}} WHERE ts < now()" }],
    ["a comma between tables", { sql: "SELECT r.ts AS subject FROM {{records}} r, access_log a" }],
    ["an unknown placeholder", { sql: "SELECT ts AS subject FROM {{records}} WHERE ts > {{now}}" }],
    ["a placeholder within a text", { sql: "SELECT '{{from}}' AS subject FROM {{records}}" }],
    ["a text without its end", { sql: "SELECT 'x AS subject FROM {{records}}" }],
  ])("is refused with %s", async (_, changes) => {
    const { exitCode, stdout, stderr } = await backtest(file(changes));
    expect([exitCode, stdout, stderr]).toEqual([
      2,
      "",
      expect.stringContaining("CORDON_DETECTION_RULE_FILE_INVALID"),
    ]);
  });
});
