import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccessLogRecord } from "../../../../core/detection/access-log.js";
import { heldWindows } from "../../../../services/anomaly-detector/held-windows.js";
import { acknowledgeFinding } from "../../../../services/anomaly-detector/scheduled/acknowledge.js";
import { attackAsCanary } from "../../../../services/anomaly-detector/scheduled/canary.js";
import { detect } from "../../../../services/anomaly-detector/scheduled/detect.js";
import { readFindings } from "../../../../services/anomaly-detector/scheduled/findings.js";
import { summarizeDays } from "../../../../services/anomaly-detector/scheduled/summaries.js";
import { ATTACK_DAY, smallWorld } from "../../../cli/detect/small-world.js";
import { DetectorWorld } from "./detector-world.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ATTACK = ATTACK_DAY + 10 * HOUR;
const EVENTS = smallWorld();
const isAttack = ({ user_id, decision }: AccessLogRecord) => user_id === "u-3" && decision === "DENY";
const BURST = "CORDON-DET-001/u-3/2026-03-01";
const MODEL = "CORDON-DET-000/u-3/2026-03-01";

const worlds: DetectorWorld[] = [];
async function worldAt(now: number, records: readonly AccessLogRecord[] = EVENTS): Promise<DetectorWorld> {
  const world = await DetectorWorld.with(
    records.filter(({ ts }) => Date.parse(ts) < now),
    now,
  );
  worlds.push(world);
  return world;
}
afterAll(() => {
  for (const world of worlds) world.close();
});

describe("the scheduled detector", () => {
  let world: DetectorWorld;
  beforeAll(async () => {
    world = await worldAt(ATTACK + 45 * MINUTE);
  });

  it("learns the days before its first run, and finds the attack by the model and by a rule", async () => {
    const { findings, gauges } = await detect(world.ports, world.settings);
    expect(world.reported).toStrictEqual([]);
    expect(findings.map(({ id }) => id).sort()).toStrictEqual([MODEL, BURST]);
    expect(world.told.map(({ id }) => id).sort()).toStrictEqual([MODEL, BURST]);
    expect(world.engine.asked.filter((id) => id === "CORDON-SQL-001")).toHaveLength(31);
    expect(gauges).toMatchObject({
      runs: 1,
      queriesFailed: 0,
      canaryMissed: 0,
      noticesPending: 0,
      summaryAgeHours: 0,
      findings: 2,
    });
    expect(gauges.recordsSeen).toBeGreaterThan(40);
    expect(Math.min(...gauges.detectionSeconds)).toBe(45 * 60);
  });

  it("tells nobody twice of one attack, and summarises no day twice", async () => {
    world.now += 5 * MINUTE;
    world.engine.asked.length = 0;
    const { findings } = await detect(world.ports, world.settings);
    expect(findings).toStrictEqual([]);
    expect(world.told).toHaveLength(2);
    expect(world.engine.asked.filter((id) => id === "CORDON-SQL-001")).toHaveLength(1);
  });

  it("keeps the critical window from being learned until somebody says that it is benign", async () => {
    const before = heldWindows((await readFindings(world.state)).known);
    expect(before.map(({ start }) => start)).toContain("2026-03-01T10:00:00.000Z");
    const request = { finding: MODEL, as: "benign", reason: "load test", until: "2026-03-20T00:00:00Z" };
    const answer = await acknowledgeFinding(world.ports, world.settings, request);
    expect(answer).toMatchObject({ ok: true, value: { as: "benign", subject: "u-3" } });
    expect(heldWindows((await readFindings(world.state)).known)).toStrictEqual([]);
    expect(world.engine.asked).toContain("CORDON-SQL-003");
  });
});

describe("the registry of the policy engine", () => {
  it("learns of a user with a finding once, also by a later run, and whether it is critical", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    world.registryFails = true;
    expect((await detect(world.ports, world.settings)).gauges.noticesPending).toBeGreaterThan(0);
    expect(world.warned).toStrictEqual([]);
    world.registryFails = false;
    world.now += 5 * MINUTE;
    await detect(world.ports, world.settings);
    world.now += 5 * MINUTE;
    await detect(world.ports, world.settings);
    const heavy = world.told.filter(({ severity }) => severity === "critical" || severity === "high");
    expect(heavy.length).toBeGreaterThan(0);
    expect(world.warned.map(({ user, risk, isCritical }) => [user, risk, isCritical]).sort()).toStrictEqual(
      heavy
        .map(({ subject, severity }) => [
          subject,
          severity === "critical" ? 0.9 : 0.5,
          severity === "critical",
        ])
        .sort(),
    );
    expect(world.warned[0]?.reasons[0]).toContain("CORDON-DET-");
  });

  it("hears that no critical finding is open once all are benign, and not for one that is an attack", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    await detect(world.ports, world.settings);
    const say = (finding: string, as: string) =>
      acknowledgeFinding(world.ports, world.settings, { finding, as, reason: "asked her" });
    const critical = world.told.filter(({ severity }) => severity === "critical").map(({ id }) => id);
    expect(critical.length).toBeGreaterThan(0);
    for (const id of critical) await say(id, "true");
    expect(world.settled).toStrictEqual([]);
    // In the same millisecond, too: the answer that came later counts.
    for (const id of critical) await say(id, "benign");
    expect(world.settled).toStrictEqual([world.told[0]?.subject]);
  });
});

describe("an acknowledgement is refused", () => {
  it.each([
    [
      "of a finding that there is not",
      { finding: "CORDON-DET-001/u-9/2026-03-01", as: "benign", reason: "x" },
    ],
    ["without a reason", { finding: BURST, as: "benign", reason: " " }],
    ["with another word", { finding: BURST, as: "fine", reason: "x" }],
    ["until yesterday", { finding: BURST, as: "true", reason: "x", until: "2026-02-28T00:00:00Z" }],
    ["until no instant", { finding: BURST, as: "true", reason: "x", until: 5 }],
    ["of no finding", { as: "true", reason: "x" }],
  ])("%s", async (_, request) => {
    const world = worlds[0] as DetectorWorld;
    const before = world.state.kept.size;
    expect((await acknowledgeFinding(world.ports, world.settings, request)).ok).toBe(false);
    expect(world.state.kept.size).toBe(before);
  });
});

describe("what breaks", () => {
  it("loses no notice: it is told by a later run, once", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    world.noticesFail = true;
    const first = await detect(world.ports, world.settings);
    expect(first.gauges.noticesPending).toBe(2);
    expect(world.reported).toHaveLength(2);
    world.noticesFail = false;
    world.now += 5 * MINUTE;
    expect((await detect(world.ports, world.settings)).gauges.noticesPending).toBe(0);
    expect(world.told.map(({ id }) => id).sort()).toStrictEqual([MODEL, BURST]);
  });

  it("tries again what the register refused, later each time", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    world.hubRefuses = new Map([[BURST, "InvalidInput"]]);
    await detect(world.ports, world.settings);
    expect(world.registered.map((batch) => batch.map(({ id }) => id).sort())).toStrictEqual([[MODEL, BURST]]);
    world.hubRefuses = new Map([[BURST, "InvalidInput"]]);
    world.now += 5 * MINUTE;
    await detect(world.ports, world.settings);
    world.now += 5 * MINUTE;
    world.hubRefuses = new Map();
    await detect(world.ports, world.settings);
    expect(world.registered).toHaveLength(2);
    world.now += 5 * MINUTE;
    expect((await detect(world.ports, world.settings)).gauges.noticesPending).toBe(0);
    expect(world.registered.slice(1).map((batch) => batch.map(({ id }) => id))).toStrictEqual([
      [BURST],
      [BURST],
    ]);
  });

  it("is counted, and its stretch of time is looked at again", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    world.engine.failing.set("CORDON-DET-001", "at once");
    const { findings, gauges } = await detect(world.ports, world.settings);
    expect(gauges.queriesFailed).toBe(1);
    expect(findings.map(({ id }) => id)).toStrictEqual([MODEL]);
    expect(world.reported.join()).toContain("CORDON_QUERY_FAILED");
    world.engine.failing.clear();
    world.now += 5 * MINUTE;
    expect((await detect(world.ports, world.settings)).findings.map(({ id }) => id)).toStrictEqual([BURST]);
  });

  it("half-way through a night leaves nothing that is read", async () => {
    const world = await worldAt(ATTACK_DAY + 3 * HOUR);
    world.engine.failing.set("CORDON-SQL-001", "unfinished");
    await expect(summarizeDays(world.ports, world.settings)).rejects.toThrow("CORDON_QUERY_FAILED");
    expect(await world.state.rows("cells")).toStrictEqual([]);
    world.engine.failing.clear();
    const learned = await summarizeDays(world.ports, world.settings);
    const named = (await world.state.rows("cells")).map(({ value }) => value["version"]);
    expect(named).toHaveLength(30);
    expect(named).not.toContain("hour_cells_1");
    // Thirty days of eight people in four hours each, and a budget of one.
    expect(learned.threshold).toBeCloseTo(Math.log10(32), 10);
  });

  it("for longer than a day is looked back at for a day, and the rest is counted as lost", async () => {
    const world = await worldAt(ATTACK + 23 * HOUR);
    await world.state.write("mark", "CORDON-DET-000", { until: world.now - 26 * HOUR }, { revision: 0 });
    await world.state.write("mark", "CORDON-DET-001", { until: world.now - 26 * HOUR }, { revision: 0 });
    const { findings, gauges } = await detect(world.ports, world.settings);
    expect(gauges.hoursLost).toBeCloseTo(2, 10);
    expect(findings.map(({ id }) => id).sort()).toStrictEqual([MODEL, BURST]);
  });

  it("nothing where a second run writes at once: one of them is told apart", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    await summarizeDays(world.ports, world.settings);
    await Promise.all([detect(world.ports, world.settings), detect(world.ports, world.settings)]);
    const rows = [...(await readFindings(world.state)).rows.keys()].sort();
    expect(rows).toStrictEqual([MODEL, BURST]);
    expect(rows.every((id) => world.told.some((finding) => finding.id === id))).toBe(true);
  });
});

describe("late records", () => {
  it("that come ninety minutes after their event are found", async () => {
    const late = EVENTS.filter(isAttack);
    const world = await worldAt(
      ATTACK + 50 * MINUTE,
      EVENTS.filter((record) => !isAttack(record)),
    );
    expect((await detect(world.ports, world.settings)).findings).toStrictEqual([]);
    world.now = ATTACK + 130 * MINUTE;
    await detect(world.ports, world.settings);
    await world.add(...late.map((record) => ({ ...record, event_id: `late-${record.event_id}` })));
    world.now += 5 * MINUTE;
    expect((await detect(world.ports, world.settings)).findings.map(({ id }) => id)).toContain(BURST);
  });
});

describe("a canary attack", () => {
  it("is found like any other, measured, and told to nobody", async () => {
    const world = await worldAt(ATTACK);
    await summarizeDays(world.ports, world.settings);
    await detect(world.ports, world.settings);
    await attackAsCanary(world.ports, world.settings);
    world.now += 4 * MINUTE;
    const { gauges } = await detect(world.ports, world.settings);
    expect(gauges).toMatchObject({ canarySeconds: [240], canaryMissed: 0, findings: 0 });
    expect(world.told).toStrictEqual([]);
    world.now += 60 * MINUTE;
    expect((await detect(world.ports, world.settings)).gauges).toMatchObject({
      canarySeconds: [],
      canaryMissed: 0,
    });
  });

  it("that never arrives is missed after half an hour", async () => {
    const world = await worldAt(ATTACK);
    await summarizeDays(world.ports, world.settings);
    await attackAsCanary({ ...world.ports, logRecords: async () => {} }, world.settings);
    world.now += 25 * MINUTE;
    expect((await detect(world.ports, world.settings)).gauges.canaryMissed).toBe(0);
    world.now += 10 * MINUTE;
    expect((await detect(world.ports, world.settings)).gauges.canaryMissed).toBe(1);
  });
});

describe("a critical resource", () => {
  it("makes what touches it more severe", async () => {
    const world = await worldAt(ATTACK + 45 * MINUTE);
    world.settings = {
      ...world.settings,
      surroundings: { ...world.settings.surroundings, critical: ["admin/*"] },
    };
    const { findings } = await detect(world.ports, world.settings);
    const burst = findings.find(({ id }) => id === BURST);
    expect(burst).toMatchObject({ severity: "critical" });
    expect(burst?.evidence).toContain("touches a critical resource");
  });
});
