import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openLog } from "../../../adapters/duckdb/open-log.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { log10Of } from "../../../core/detection/scoring/score.js";
import {
  prepareScoring,
  scoredWindows,
  type WindowRow,
} from "../../../services/anomaly-detector/score-windows.js";
import { LogFolder } from "../../adapters/duckdb/log-folder.js";
import { RECORD } from "../../core/detection/access-log-samples.js";
import { runs } from "../../harness/property-runs.js";
import { plainWindows } from "./plain-scoring.js";

const folder = new LogFolder();
afterAll(() => folder.remove());

const MIDNIGHT = Date.parse("2026-03-01T00:00:00Z");
const HOUR = 3_600_000;
const PLAN = { trainUntil: MIDNIGHT, until: MIDNIGHT + 41 * HOUR, budget: 5 };
const PLACES = [
  { location: "DE-BE", lat: 52.5, lon: 13.4 },
  { location: "FR", lat: 48.9, lon: 2.4 },
  { location: "BR-SP", lat: -23.6, lon: -46.6 },
  { location: null, lat: null, lon: null },
] as const;
const RESOURCES = ["orders/17", "orders/18/items/0123456789abcdef", "admin", "it's", "reports/2026", ""];

/** Small worlds: a user keeps the group of its number, and everything else varies. */
const world = fc.array(
  fc.record({
    user: fc.integer({ min: 0, max: 11 }),
    // Most of it before, a few days within.
    minutes: fc.oneof(
      fc.integer({ min: -31 * 24 * 60, max: 0 }),
      fc.integer({ min: -3 * 24 * 60, max: 48 * 60 }),
      fc.integer({ min: 0, max: 12 * 60 }),
    ),
    place: fc.constantFrom(...PLACES),
    resource: fc.constantFrom(...RESOURCES),
    address: fc.constantFrom("192.0.2.1", "192.0.2.2", "198.51.100.7", null),
    decision: fc.constantFrom("ALLOW", "ALLOW", "ALLOW", "DENY"),
    copies: fc.constantFrom(1, 1, 1, 2, 9),
  }),
  { minLength: 5, maxLength: 150 },
);

type Draft = typeof world extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

function groupOf(user: number): string | null {
  if (user === 11) return null;
  if (user === 10) return "service";
  return user < 7 ? "payments" : "platform";
}

function recordsOf(drafts: readonly Draft[]): AccessLogRecord[] {
  return drafts.flatMap((draft, index) =>
    Array.from({ length: draft.copies }, (_, copy) => ({
      ...RECORD,
      event_id: `e-${index}-${copy}`,
      ts: new Date(MIDNIGHT + draft.minutes * 60_000 + copy * 1000).toISOString(),
      user_id: `u-${draft.user}`,
      peer_group: groupOf(draft.user),
      source_ip: draft.address,
      ...draft.place,
      resource: draft.resource === "" ? "/" : draft.resource,
      decision: draft.decision as "ALLOW" | "DENY",
    })),
  );
}

async function scored(file: string, plan = PLAN): Promise<WindowRow[]> {
  const log = await openLog(file, { threads: 2 });
  const rows: WindowRow[] = [];
  try {
    await prepareScoring(log.engine, plan);
    for await (const batch of scoredWindows(log.engine, plan)) rows.push(...batch);
  } finally {
    log.close();
  }
  return rows;
}

describe("the SQL of the score and its plain twin", () => {
  it("agree on every window and every kind of evidence", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drafts) => {
        const records = recordsOf(drafts);
        const rows = await scored(folder.records("world.jsonl", records));
        const plain = plainWindows(records, { from: PLAN.trainUntil, until: PLAN.until });
        expect(rows.map(({ user_id, window_start }) => [user_id, window_start])).toEqual(
          plain.map(({ user_id, window_start }) => [user_id, window_start]),
        );
        for (const [index, row] of rows.entries()) {
          const { evidence, log10p } = plain[index] as (typeof plain)[number];
          for (const [kind, value] of Object.entries({ ...evidence, denied: evidence.denials })) {
            if (kind !== "denials")
              expect([kind, row[kind as "volume"]]).toEqual([kind, expect.closeTo(value, 6)]);
          }
          expect(row.log10p).toBeCloseTo(log10p, 6);
          expect(log10Of(evidence)).toBe(log10p);
        }
      }),
      runs(25),
    );
  }, 240_000);

  it("are told the same by any order of rows, any number of files and any form, copies included", async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer(), async (drafts, seed) => {
        const records = recordsOf(drafts);
        const expected = await scored(folder.records("one.jsonl", records));
        const shuffled = records
          .map((record, index) => ({ record, key: Math.imul(index + 1, seed | 1) % 1009 }))
          .sort((a, b) => a.key - b.key)
          .map(({ record }) => record);
        folder.records("many/a.jsonl", shuffled.slice(0, 20));
        folder.records("many/b.jsonl.gz", shuffled.slice(10));
        expect(await scored(`${folder.path}/many`)).toEqual(expected);
      }),
      runs(8),
    );
  }, 240_000);

  it("do not let the end of the log change what came before it", async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 1, max: 40 }), async (drafts, hours) => {
        const file = folder.records("end.jsonl", recordsOf(drafts));
        const until = MIDNIGHT + hours * HOUR;
        const whole = await scored(file);
        const early = await scored(file, { ...PLAN, until });
        expect(early).toEqual(whole.filter(({ window_start }) => Date.parse(window_start ?? "") < until));
      }),
      runs(8),
    );
  }, 240_000);
});
