import type { WorldKind } from "../core/detection/world/options.js";
import { simulateWorld } from "../core/detection/world/simulate.js";
import { parseInstant } from "../core/time/instant.js";
import { type Evaluation, evaluate } from "./detection-evaluate.js";
import { GUIDES_THRESHOLD, guidesScores } from "./detection-guides.js";
import { speedRows } from "./detection-speed.js";
import { type KindReport, qualityRows } from "./detection-targets.js";
import { CADENCE_MINUTES, type ScoredWindow, scoreLog } from "./detection-windows.js";
import type { BenchmarkRow } from "./run.js";

/** Seeds of the report. Nothing was tuned on them; tuning has 1 to 20. */
const REPORTED: Readonly<Record<WorldKind, readonly number[]>> = {
  nominal: [101, 102],
  stress: [101, 102],
  clean: [103],
  ids: [103],
  shift: [103],
};

/** One false alert a day for so many people. */
const PEOPLE_AN_ALERT = 60;
const FULL = { users: 300, trainDays: 30, testDays: 14 } as const;
const SMOKE = { users: 36, trainDays: 8, testDays: 3 } as const;

/**
 * Detection beside the method of the guides on simulated worlds, at the cadence of the deployed detector; then its
 * statements on a million rows and more. A small run of everything is not a judgement: its targets are not held against it.
 */
export async function run({ smoke }: { readonly smoke: boolean }): Promise<BenchmarkRow[]> {
  const size = smoke ? SMOKE : FULL;
  const reports: KindReport[] = [];
  for (const [kind, seeds] of Object.entries(REPORTED) as [WorldKind, readonly number[]][]) {
    const ours: Evaluation[] = [];
    const guides: Evaluation[] = [];
    const budget = size.users / PEOPLE_AN_ALERT;
    for (const seed of smoke ? seeds.slice(0, 1) : seeds) {
      const world = simulateWorld({ kind, seed, ...size });
      ours.push(evaluate(world, (await scoreLog(world, budget, CADENCE_MINUTES)).windows));
      guides.push(evaluate(world, guidesWindows(world.records, world.trainUntil)));
      process.stderr.write(`world ${kind}, seed ${seed}: ${JSON.stringify(ours.at(-1))}\n`);
    }
    reports.push({ kind, budget, ours, guides });
  }
  return [...qualityRows(reports, smoke), ...(await speedRows(smoke))];
}

/** The guides' scores as windows; they alert at the end of the step in which the hour began to be one. */
function guidesWindows(
  records: Parameters<typeof guidesScores>[0],
  from: string,
): ReadonlyMap<string, ScoredWindow> {
  return new Map(
    [...guidesScores(records, from)].map(([key, score]) => {
      const start = parseInstant(`${key.slice(-13)}:00:00Z`);
      const alerts = score > GUIDES_THRESHOLD ? { alertedAt: start + 60 * 60_000 } : {};
      return [key, { score, ...alerts }];
    }),
  );
}
