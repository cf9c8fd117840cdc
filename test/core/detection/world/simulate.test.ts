import { describe, expect, it } from "vitest";
import { checkAccessLogRecord } from "../../../../core/detection/access-log-check.js";
import { SCENARIOS } from "../../../../core/detection/world/attacks.js";
import { WORLD_KINDS, type WorldOptions } from "../../../../core/detection/world/options.js";
import { simulateWorld } from "../../../../core/detection/world/simulate.js";

const SMALL = { seed: 7, users: 40, trainDays: 10, testDays: 9, attacksPerScenario: 3 } as const;
const small = (options: Partial<WorldOptions> = {}) =>
  simulateWorld({ kind: "nominal", ...SMALL, ...options });

describe("a simulated world", () => {
  it.each(WORLD_KINDS)("%s: the same options give the same records, another seed gives others", (kind) => {
    const world = small({ kind });
    expect(small({ kind })).toEqual(world);
    expect(small({ kind, seed: 8 }).records).not.toEqual(world.records);
  });

  it("holds valid records, in order, each with an id of its own", () => {
    const { records, from, until } = small();
    expect(records.filter((record) => !checkAccessLogRecord(record).ok)).toEqual([]);
    expect(new Set(records.map(({ event_id }) => event_id)).size).toBe(records.length);
    const instants = records.map(({ ts }) => ts);
    expect(instants).toEqual([...instants].sort());
    expect(instants.every((ts) => ts >= from && ts < until)).toBe(true);
  });

  it("labels every scenario as often as asked, after the training, by events of its victim", () => {
    const { attacks, records, trainUntil } = small();
    const byId = new Map(records.map((record) => [record.event_id, record]));
    for (const scenario of SCENARIOS) {
      expect(attacks.filter((attack) => attack.scenario === scenario)).toHaveLength(3);
    }
    for (const { eventIds, first, last, userId } of attacks) {
      const own = eventIds.map((id) => byId.get(id));
      expect(new Set(own.map((record) => record?.user_id))).toEqual(new Set([userId]));
      expect([own[0]?.ts, own.at(-1)?.ts]).toEqual([first, last]);
      // A working day of Singapore begins the evening before in UTC.
      expect(Date.parse(first)).toBeGreaterThanOrEqual(Date.parse(trainUntil) - 12 * 3_600_000);
    }
  });

  it("is the clean world where nobody is attacked", () => {
    const { records, attacks } = small({ kind: "clean", attacksPerScenario: 0 });
    expect(attacks).toEqual([]);
    expect(records).toEqual(small({ attacksPerScenario: 0 }).records);
  });

  it("ends resources in ids of things in a world with ids, the same classes otherwise", () => {
    const plain = small({ attacksPerScenario: 0 });
    const ids = small({ kind: "ids", attacksPerScenario: 0 });
    expect(ids.records).toHaveLength(plain.records.length);
    for (const [index, { resource }] of ids.records.entries()) {
      expect(resource.startsWith(`${plain.records[index]?.resource}/`)).toBe(true);
    }
    expect(new Set(ids.records.map(({ resource }) => resource)).size).toBeGreaterThan(
      ids.records.length * 0.95,
    );
  });

  it("brings a region, a tool and a group on the day of the shift, and not before", () => {
    const { records, shiftedAt = "" } = small({ kind: "shift", attacksPerScenario: 0, users: 120 });
    // A working day of Singapore begins the evening before in UTC.
    const dawn = new Date(Date.parse(shiftedAt) - 12 * 3_600_000).toISOString();
    const before = records.filter(({ ts }) => ts < dawn);
    const after = records.filter(({ ts }) => ts >= shiftedAt);
    for (const isNew of [
      ({ region }: (typeof records)[number]) => region === "eu-south-2",
      ({ resource }: (typeof records)[number]) => resource.startsWith("rollout/"),
      ({ peer_group }: (typeof records)[number]) => peer_group === "platform",
      ({ location }: (typeof records)[number]) => location === "ES-Barcelona",
    ]) {
      expect(before.some(isNew)).toBe(false);
      expect(after.some(isNew)).toBe(true);
    }
  });

  it("explores more, travels more and keeps no hours under stress", () => {
    const pairs = (kind: "nominal" | "stress"): number =>
      new Set(
        small({ kind, attacksPerScenario: 0, users: 120 }).records.map(
          ({ user_id, resource }) => `${user_id} ${resource}`,
        ),
      ).size;
    expect(pairs("stress")).toBeGreaterThan(1.2 * pairs("nominal"));
  });
});
