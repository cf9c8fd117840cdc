import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCordon } from "../../../cli/program.js";
import type { ToldFinding } from "../../../core/detection/findings/finding.js";
import { LogFolder } from "../../adapters/duckdb/log-folder.js";
import { memoryStreams } from "../memory-streams.js";
import { smallWorld } from "./small-world.js";

const folder = new LogFolder();
afterAll(() => folder.remove());
const world = folder.records("world.jsonl", smallWorld());
const NOW = ["--now", "2026-03-01T18:00:00Z"];
const MODEL = "CORDON-DET-000/u-3/2026-03-01";

async function cordon(...given: readonly string[]) {
  const streams = memoryStreams();
  const exitCode = await runCordon(["detect", ...given], streams);
  return { exitCode, ...streams.written() };
}

async function run(state: string, ...more: readonly string[]) {
  const answer = await cordon(
    ...["run", "--logs", world, "--budget", "1", "--format", "json", "--state", join(folder.path, state)],
    ...(more.includes("--now") ? [] : NOW),
    ...more,
  );
  const findings: readonly ToldFinding[] = answer.stdout === "" ? [] : JSON.parse(answer.stdout).findings;
  return { ...answer, findings, found: (id: string) => findings.find((finding) => finding.id === id) };
}

describe("cordon detect run", () => {
  it("finds the attack by the score and by a rule, with the evidence in words, and nothing else", async () => {
    const { exitCode, findings, found, stderr } = await run("first");
    expect(exitCode).toBe(1);
    expect(stderr).toBe("");
    expect(new Set(findings.map(({ subject }) => subject))).toEqual(new Set(["u-3"]));
    expect(found("CORDON-DET-001/u-3/2026-03-01")).toMatchObject({
      severity: "high",
      status: "new",
      events: 40,
    });
    const attack = found(MODEL);
    expect(attack).toMatchObject({
      severity: "critical",
      status: "new",
      subjectKind: "user",
      windows: [{ start: "2026-03-01T10:00:00.000Z" }, { start: "2026-03-01T11:00:00.000Z" }],
    });
    expect(attack?.evidence[0]).toMatch(
      /^denials \(\d+ % of the evidence\): 40 denials, 0\.\d+ expected in an hour$/,
    );
    expect(attack?.evidence.join("\n")).toMatch(
      /location BR-SP .*: rarest 0?.*% for this user, .*% for the team/,
    );
    expect(attack?.evidence.join("\n")).toMatch(/travel .* km from DE-BE to BR-SP at \d+ km\/h/);
    expect((await run("second")).stdout).toBe((await run("third")).stdout);
  });

  it("prints a table and OCSF events of the class Detection Finding", async () => {
    const options = ["run", "--logs", world, "--budget", "1", ...NOW];
    const table = await cordon(...options);
    expect(table.exitCode).toBe(1);
    expect(table.stdout).toContain("CRITICAL  A user behaves as neither the user nor the peers do: user u-3");
    expect(table.stdout).toContain(MODEL);
    const { stdout } = await cordon(...options, "--format", "ocsf");
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.every(({ class_uid, type_uid }) => class_uid === 2004 && type_uid === 200_401)).toBe(true);
    const model = events.find(({ finding_info }) => finding_info.uid === MODEL);
    expect(model).toMatchObject({
      severity_id: 5,
      status_id: 1,
      evidences: [{ actor: { user: { uid: "u-3" } } }],
    });
    expect(
      model.anomaly_analyses[0].anomalies.map(
        (a: { observation_parameter: string }) => a.observation_parameter,
      ),
    ).toContain("denials");
  });

  it("tells nobody of what was acknowledged, learns it at once where it was benign, and still finds it", async () => {
    const { findings } = await run("answered");
    const state = join(folder.path, "answered");
    for (const { id } of findings) {
      const answer = await cordon(
        "acknowledge",
        id,
        "--state",
        state,
        "--as",
        "benign",
        "--reason",
        "a drill",
        ...NOW,
      );
      expect([answer.exitCode, answer.stdout]).toEqual([0, `acknowledged as benign: ${id}\n`]);
    }
    const again = await run("answered");
    expect(again.exitCode).toBe(0);
    expect(again.findings.map(({ id, status }) => [id, status])).toEqual(
      findings.map(({ id }) => [id, "acknowledged"]),
    );
    expect(again.found(MODEL)?.acknowledged).toEqual({ as: "benign", reason: "a drill", until: null });
  });

  it("tells nobody of what a list suppresses, until it expires, and finds and holds it all the same", async () => {
    const file = (...suppressions: readonly unknown[]) =>
      folder.write("suppressions.json", JSON.stringify({ version: 1, suppressions }));
    const one = { subject: "u-*", reason: "a load test", expires: "2026-03-02T00:00:00Z" };
    const plain = await run("unsuppressed");
    const quiet = await run("suppressed", "--suppressions", file(one));
    expect([quiet.exitCode, quiet.stderr]).toEqual([0, ""]);
    expect(quiet.findings).toEqual(
      plain.findings.map((finding) => ({
        ...finding,
        status: "suppressed",
        suppressed: { reason: "a load test", expires: "2026-03-02T00:00:00Z" },
      })),
    );
    const states = ["unsuppressed", "suppressed"].map((name) =>
      readFileSync(join(folder.path, name, "detection.json"), "utf8"),
    );
    expect(states[1]).toBe(states[0]);
    const rule = await run("one-rule", "--suppressions", file({ ...one, rule: "CORDON-DET-001" }));
    expect(rule.exitCode).toBe(1);
    expect(rule.findings.filter(({ status }) => status === "suppressed").map(({ rule }) => rule)).toEqual([
      "CORDON-DET-001",
    ]);
    const over = await run("over", "--suppressions", file({ ...one, expires: "2026-03-01T18:00:00Z" }));
    expect([over.exitCode, over.stderr]).toEqual([
      1,
      "the suppression of u-* is over since 2026-03-01T18:00:00Z\n",
    ]);
    expect(over.findings.every(({ suppressed }) => suppressed === null)).toBe(true);
  });

  it.each([
    ["no reason", { subject: "u-3", expires: "2026-03-02T00:00:00Z" }],
    ["an empty reason", { subject: "u-3", reason: " ", expires: "2026-03-02T00:00:00Z" }],
    ["no expiry", { subject: "u-3", reason: "a test" }],
    ["an expiry without a zone", { subject: "u-3", reason: "a test", expires: "2026-03-02T00:00:00" }],
    ["everything", { subject: "**", reason: "a test", expires: "2026-03-02T00:00:00Z" }],
    [
      "an unknown rule",
      { rule: "CORDON-DET-999", subject: "u-3", reason: "x", expires: "2026-03-02T00:00:00Z" },
    ],
    ["an unknown key", { user: "u-3", subject: "u-3", reason: "x", expires: "2026-03-02T00:00:00Z" }],
  ])("refuses a suppression with %s", async (_, suppression) => {
    const file = folder.write("wrong.json", JSON.stringify({ version: 1, suppressions: [suppression] }));
    const { exitCode, stderr } = await run("wrong", "--suppressions", file);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("CORDON_DETECTION_SUPPRESSION_INVALID")]);
  });

  it("explains a finding, and what would have had to differ", async () => {
    await run("explained");
    const state = join(folder.path, "explained");
    const { exitCode, stdout } = await cordon("explain", MODEL, "--state", state, "--format", "json", ...NOW);
    expect(exitCode).toBe(0);
    const { without, finding } = JSON.parse(stdout);
    expect(without[0].without).toBe("denials");
    expect(without[0].log10p).toBeGreaterThan(finding.model.log10p);
    const rule = await cordon("explain", "CORDON-DET-001/u-3/2026-03-01", "--state", state, ...NOW);
    expect(rule.stdout).toContain("denials in the window that are still usual: 10");
  });

  it("refuses ids, instants and state that it does not know", async () => {
    await run("refused");
    const state = join(folder.path, "refused");
    const unknown = await cordon("explain", "CORDON-DET-000/u-4/2026-03-01", "--state", state);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      expect.stringContaining(`did you mean "${MODEL}"?`),
    ]);
    const late = [
      "acknowledge",
      MODEL,
      "--state",
      state,
      "--as",
      "true",
      "--reason",
      "x",
      "--until",
      "2026-03-01T10:00:00Z",
      ...NOW,
    ];
    expect((await cordon(...late)).stderr).toMatch(/CORDON_OPTION_REFUSED at --until/);
    expect(
      (await cordon("acknowledge", MODEL, "--state", state, "--as", "true", "--reason", " ", ...NOW))
        .exitCode,
    ).toBe(2);
    expect((await run("refused", "--since", "2026-03-01T19:00:00Z")).stderr).toMatch(
      /CORDON_OPTION_REFUSED at --since/,
    );
    folder.write("broken/detection.json", "{");
    expect((await run("broken")).stderr).toMatch(/CORDON_DETECTION_STATE_UNUSABLE/);
    expect(readFileSync(join(folder.path, "broken/detection.json"), "utf8")).toBe("{");
    const surroundings = folder.write("surroundings.json", '{"egress": ["192.0.2.1/24"]}');
    expect((await run("other", "--surroundings", surroundings)).stderr).toMatch(
      /CORDON_DETECTION_SURROUNDINGS_REFUSED/,
    );
  });
});

describe("from one day to the next", () => {
  const DAY = 86_400_000;
  /** The attack once more, a day later. */
  const twice = smallWorld().flatMap((record) =>
    record.ts < "2026-03-01"
      ? [record]
      : [
          record,
          {
            ...record,
            event_id: `next-${record.event_id}`,
            ts: new Date(Date.parse(record.ts) + DAY).toISOString(),
          },
        ],
  );
  const logs = folder.records("twice.jsonl", twice);
  const nextDay = ["--logs", logs, "--now", "2026-03-02T18:00:00Z"];
  const NEXT = "CORDON-DET-000/u-3/2026-03-02";

  it("a critical window teaches nothing, and its change is told once", async () => {
    const { found } = await run("guard", ...nextDay, "--since", "2026-03-01T00:00:00Z");
    expect(found(MODEL)?.status).toBe("new");
    expect(found(NEXT)).toMatchObject({ status: "repeated", severity: "critical" });
    // As unlikely as on the day before: nothing of the attack was learned.
    expect(found(NEXT)?.model?.log10p).toBeCloseTo(found(MODEL)?.model?.log10p ?? 0, 0);
  });

  it("one acknowledgement makes it the new normal, which is learned; a mute holds until its instant", async () => {
    await run("normal", ...nextDay, "--since", "2026-03-01T00:00:00Z");
    const before = (await run("normal", ...nextDay)).found(NEXT)?.model?.log10p ?? 0;
    const words = [
      "--as",
      "benign",
      "--reason",
      "moved",
      "--until",
      "2026-03-10T00:00:00Z",
      "--now",
      "2026-03-01T20:00:00Z",
    ];
    await cordon("acknowledge", MODEL, "--state", join(folder.path, "normal"), ...words);
    const after = await run("normal", ...nextDay);
    expect(after.found(NEXT)?.model?.log10p ?? 0).toBeGreaterThan(before + 4);
    const later = await run(
      "normal",
      "--logs",
      logs,
      "--now",
      "2026-03-02T18:00:00Z",
      "--since",
      "2026-03-01T00:00:00Z",
    );
    expect(later.found(MODEL)?.status).toBe("acknowledged");
  });
});
