import { beforeAll, describe, expect, it } from "vitest";
import { attackedWindows } from "../../../bench/detection-evaluate.js";
import { guidesScores, windowKey } from "../../../bench/detection-guides.js";
import {
  areaUnderCurve,
  averagePrecision,
  type Judged,
  recallAtFalsePositives,
} from "../../../bench/detection-metrics.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { randomOf } from "../../../core/detection/world/random.js";
import { type SimulatedWorld, simulateWorld } from "../../../core/detection/world/simulate.js";
import type { WindowRow } from "../../../services/anomaly-detector/score-windows.js";
import { scoreRecords } from "./score-records.js";

const HOUR = 3_600_000;
/** Of the seeds that tuning has: what is reported stands in `npm run bench -- detection`. */
const WORLD = {
  kind: "nominal",
  seed: 3,
  users: 60,
  trainDays: 21,
  testDays: 8,
  attacksPerScenario: 4,
} as const;

let world: SimulatedWorld;
let ours: readonly Judged[];
let guides: readonly Judged[];

beforeAll(async () => {
  world = simulateWorld(WORLD);
  const attacked = attackedWindows(world);
  const { rows } = await scoreRecords(world.records, world);
  ours = rows.map(({ user_id, window_start, log10p }) => ({
    score: -(log10p ?? 0),
    attacked: attacked.has(windowKey(user_id ?? "", window_start ?? "")),
  }));
  guides = [...guidesScores(world.records, world.trainUntil)].map(([key, score]) => ({
    score,
    attacked: attacked.has(key),
  }));
}, 180_000);

describe("the targets of the model", () => {
  it("are missed by the method of the guides, which ours exceeds", () => {
    expect(guides).toHaveLength(ours.length);
    expect(averagePrecision(guides)).toBeLessThan(0.5);
    expect(recallAtFalsePositives(guides, 0.01)).toBeLessThan(0.5);
    expect(averagePrecision(ours)).toBeGreaterThan(0.7);
    expect(recallAtFalsePositives(ours, 0.01)).toBeGreaterThan(0.7);
  });

  it("are not the measure's work: labels in another order give an area of one half", () => {
    const areas = Array.from({ length: 60 }, (_, turn) => {
      const labels = randomOf("shuffle", turn).sample(
        ours.map(({ attacked }) => attacked),
        ours.length,
      );
      return areaUnderCurve(ours.map(({ score }, index) => ({ score, attacked: labels[index] === true })));
    });
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(areaUnderCurve(ours)).toBeGreaterThan(0.95);
  });
});

/** The records with their clocks moved, for those of whom it is said. */
function moved(
  records: readonly AccessLogRecord[],
  hours: number,
  isMoved: (record: AccessLogRecord) => boolean = () => true,
): AccessLogRecord[] {
  return records.map((record) =>
    isMoved(record)
      ? { ...record, ts: new Date(Date.parse(record.ts) + hours * HOUR).toISOString() }
      : record,
  );
}

const hourOf = ({ ts }: AccessLogRecord): number => Number(ts.slice(11, 13));

describe("the hours of a day", () => {
  it("are what fires where one user's day is moved by half a day", async () => {
    const clean = simulateWorld({ ...WORLD, kind: "clean", attacksPerScenario: 0 });
    // Somebody who works in the morning of the second day of the test, a Tuesday.
    const day = new Date(Date.parse(clean.trainUntil) + 24 * HOUR).toISOString().slice(0, 10);
    const until = `${new Date(Date.parse(day) + 24 * HOUR).toISOString().slice(0, 10)}T00:00:00Z`;
    const early = clean.records.filter((record) => record.ts.startsWith(day) && hourOf(record) < 12);
    const user = early.find(({ peer_group, user_id }) => {
      const own = early.filter((record) => record.user_id === user_id && hourOf(record) >= 8);
      return peer_group !== "service" && own.length > 5;
    })?.user_id;
    expect(user).toBeDefined();
    const isOwn = (record: AccessLogRecord): boolean =>
      record.user_id === user && record.ts.startsWith(day) && hourOf(record) < 12;
    const range = { trainUntil: `${day}T00:00:00Z`, until };
    const before = await scoreRecords(
      clean.records.filter(({ ts }) => ts < until),
      range,
    );
    const after = await scoreRecords(
      moved(clean.records, 12, isOwn).filter(({ ts }) => ts < until),
      range,
    );
    const most = (rows: readonly WindowRow[]): number =>
      Math.max(...rows.filter(({ user_id }) => user_id === user).map(({ hour }) => hour ?? 0));
    expect(most(before.rows)).toBeLessThan(2.5);
    // e^-3 is one hour in twenty.
    expect(most(after.rows)).toBeGreaterThan(3);
    expect(most(after.rows)).toBeGreaterThan(most(before.rows) + 1);
  }, 180_000);

  it.each([-6, 5])(
    "are a circle: clocks and midnight turned by %i hours change no score",
    async (hours) => {
      // Nobody works at night, so that the turned clocks leave everybody's day the same day.
      const daylight = world.records.filter((record) => hourOf(record) >= 6 && hourOf(record) < 18);
      const scored = async (records: readonly AccessLogRecord[], by: number) =>
        (await scoreRecords(records, world)).rows.map(({ user_id, window_start, log10p, hour }) => ({
          key: `${user_id} ${new Date(Date.parse(window_start ?? "") - by * HOUR).toISOString()}`,
          log10p: Number((log10p ?? 0).toFixed(9)),
          hour: Number((hour ?? 0).toFixed(9)),
        }));
      const plain = await scored(daylight, 0);
      expect(plain.length).toBeGreaterThan(50);
      const sorted = (list: typeof plain) => [...list].sort((a, b) => (a.key < b.key ? -1 : 1));
      expect(sorted(await scored(moved(daylight, hours), hours))).toEqual(sorted(plain));
    },
    60_000,
  );
});
