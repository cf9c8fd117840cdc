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
