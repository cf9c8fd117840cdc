import { afterAll, describe, expect, it } from "vitest";
import { runCordon } from "../../../cli/program.js";
import { LogFolder } from "../../adapters/duckdb/log-folder.js";
import { memoryStreams } from "../memory-streams.js";
import { smallWorld } from "./small-world.js";

const folder = new LogFolder();
afterAll(() => folder.remove());

const world = folder.records("world.jsonl", smallWorld());

async function score(...changed: readonly string[]) {
  const streams = memoryStreams();
  const options: Record<string, string> = {
    "--logs": world,
    "--train-until": "2026-03-01T00:00:00Z",
    "--until": "2026-03-02T00:00:00Z",
    "--budget": "1",
    "--format": "jsonl",
  };
  for (let at = 0; at < changed.length; at += 2) options[changed[at] as string] = changed[at + 1] as string;
  const exitCode = await runCordon(["detect", "score", ...Object.entries(options).flat()], streams);
  const { stdout, stderr } = streams.written();
  const lines = stdout.split("\n").slice(0, -1);
  return { exitCode, lines, windows: lines.map((line) => JSON.parse(line)), stderr };
}

describe("cordon detect score", () => {
  it("prints every window of the day, the attack far above the others, with shares that sum to 1", async () => {
    const { exitCode, windows, lines, stderr } = await score();
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    expect(windows).toHaveLength(8 * 4 + 1);
    expect(Object.keys(windows[0])).toEqual(["user_id", "window", "score", "log10p", "alert", "evidence"]);
    const alerts = windows.filter(({ alert }) => alert);
    expect(alerts.map(({ user_id, window }) => [user_id, window])).toContainEqual([
      "u-3",
      "2026-03-01T10:00:00Z",
    ]);
    const attack = windows.find(({ window }) => window === "2026-03-01T10:00:00Z");
    expect(attack.evidence.denials).toBeGreaterThan(attack.evidence.resource);
    for (const kind of ["location", "travel", "volume", "novelty"])
      expect(attack.evidence[kind]).toBeGreaterThan(0);
    for (const { score, log10p, alert, evidence } of windows) {
      expect(alert).toBe(score >= 0.85);
      expect(log10p).toBeLessThanOrEqual(0);
      const shares = Object.values(evidence as Record<string, number>);
      expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(log10p === 0 ? 0 : 1, 12);
    }
    const keys = windows.map(({ window, user_id }) => `${window} ${user_id}`);
    expect(keys).toEqual([...keys].sort());
    expect((await score()).lines).toEqual(lines);
  });

  it("maps the budget to .85: N windows a day make log10(N / B) the threshold, at least 10 B", async () => {
    const thresholdIn = ({ score: s, log10p }: { score: number; log10p: number }) =>
      (-log10p * (1 - s)) / (s * (1 / 0.85 - 1));
    const { windows } = await score();
    expect(thresholdIn(windows[0])).toBeCloseTo(Math.log10(32), 9);
    const few = await score("--budget", "20");
    expect(thresholdIn(few.windows[0])).toBeCloseTo(1, 9);
  });

  it("counts copies of an event once, and leaves out who is not named", async () => {
    const records = smallWorld();
    const nobody = records
      .slice(-40)
      .map((record) => ({ ...record, event_id: `n-${record.event_id}`, user_id: null }));
    const path = folder.records("copies.jsonl", [...records.slice(-40), ...records, ...nobody]);
    const { lines } = await score("--logs", path);
    expect(lines).toEqual((await score()).lines);
  });

  it("gives no evidence of location or travel where the place is unknown", async () => {
    const records = smallWorld().map((record) => ({ ...record, location: null, lat: null, lon: null }));
    const { windows, stderr } = await score("--logs", folder.records("places.jsonl", records));
    expect(windows.every(({ evidence }) => evidence.location === 0 && evidence.travel === 0)).toBe(true);
    expect(stderr).toContain("the place is unknown");
  });

  it("says on standard error what cannot be read", async () => {
    const path = folder.records("faults.jsonl", [...smallWorld(), { event_id: "x", ts: "yesterday" }]);
    const { exitCode, lines, stderr } = await score("--logs", path);
    expect(exitCode).toBe(0);
    expect(lines).toEqual((await score()).lines);
    expect(stderr).toContain("1 of 1,281 rows: the instant is missing or unreadable");
  });

  it.each([
    ["--train-until", "2026-03-01T01:00:00Z", /CORDON_OPTION_REFUSED at --train-until/],
    ["--until", "2026-03-01T01:30:00Z", /CORDON_OPTION_REFUSED at --until/],
    ["--until", "2026-02-28T23:00:00Z", /CORDON_OPTION_REFUSED at --until/],
    ["--until", "soon", /CORDON_OPTION_REFUSED at --until/],
    ["--budget", "0", /CORDON_OPTION_REFUSED at --budget/],
    ["--budget", "-1", /CORDON_OPTION_REFUSED at --budget/],
    ["--budget", "many", /CORDON_OPTION_REFUSED at --budget/],
    ["--logs", "none/**/*.parquet", /CORDON_LOG_MISSING/],
  ])("refuses %s %s", async (option, value, message) => {
    const { exitCode, lines, stderr } = await score(option, value);
    expect([exitCode, lines]).toEqual([2, []]);
    expect(stderr).toMatch(message);
  });
});
