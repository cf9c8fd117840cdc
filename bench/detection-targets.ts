import { SCENARIOS, type Scenario } from "../core/detection/world/attacks.js";
import type { WorldKind } from "../core/detection/world/options.js";
import type { Evaluation } from "./detection-evaluate.js";
import type { BenchmarkRow } from "./run.js";

/** How a score did on the worlds of one kind. */
export interface KindReport {
  readonly kind: WorldKind;
  readonly budget: number;
  readonly ours: readonly Evaluation[];
  readonly guides: readonly Evaluation[];
}

/** What is measured, and the least or the most that it should be. */
interface Target {
  readonly what: string;
  readonly of: (one: Evaluation, budget: number) => number;
  readonly least?: number;
  readonly most?: number;
}

const scenario = (name: Scenario, least?: number): Target => ({
  what: `attacks found: ${name}`,
  of: ({ recallOf }) => recallOf[name],
  ...(least === undefined ? {} : { least }),
});

function attacked(ap: number, one: number, tenth: number, falseAlerts: number): readonly Target[] {
  return [
    { what: "average precision", of: ({ averagePrecision }) => averagePrecision, least: ap },
    { what: "recall at 1 % false positives", of: (e) => e.recallAt1Percent, least: one },
    { what: "recall at .1 % false positives", of: (e) => e.recallAt01Percent, least: tenth },
    { what: "area under the curve", of: ({ areaUnderCurve }) => areaUnderCurve },
    { what: "attacks found", of: ({ recall }) => recall, least: 0.93 },
    { what: "false alerts / asked", of: (e, budget) => e.falseAlertsADay / budget, most: falseAlerts },
    { what: "median minutes to the alert", of: ({ medianMinutes }) => medianMinutes },
  ];
}

/** Targets by kind of world (docs/detection.md says where they come from). */
const TARGETS: Readonly<Record<WorldKind, readonly Target[]>> = {
  nominal: [
    ...attacked(0.8, 0.8, 0.4, 1.8),
    ...SCENARIOS.map((name) => scenario(name, 0.85)),
    {
      what: "false alert rate of new people / others",
      of: (e) => e.falseRateOfNew / e.falseRateOfOthers,
      most: 2,
    },
  ],
  stress: [...attacked(0.7, 0.68, 0.3, 2.8), ...SCENARIOS.map((name) => scenario(name))],
  clean: [
    { what: "false alerts / asked", of: (e, budget) => e.falseAlertsADay / budget, most: 1.5 },
    { what: "p < .01, observed / expected", of: (e) => e.observedOverExpected, least: 0.5, most: 1.5 },
  ],
  ids: attacked(0.8, 0.8, 0.4, 1.8),
  shift: [
    { what: "false alerts / asked, all days", of: (e, budget) => e.falseAlertsADay / budget },
    {
      what: "false alerts / asked, last 3 days",
      of: (e, budget) => e.falseAlertsADayAtTheEnd / budget,
      most: 3,
    },
  ],
};

/** The rows of the table: each measure as the mean of the seeds, beside the guides, with pass or miss. */
export function qualityRows(reports: readonly KindReport[], smoke: boolean): BenchmarkRow[] {
  return reports.flatMap(({ kind, budget, ours, guides }) =>
    TARGETS[kind].map(({ what, of, least, most }) => {
      const mean = meanOf(ours.map((one) => of(one, budget)));
      const passes = (least === undefined || mean >= least) && (most === undefined || mean <= most);
      const isJudged = !smoke && (least !== undefined || most !== undefined);
      return {
        measure: `${kind}: ${what}`,
        cordon: shown(mean),
        guides: shown(meanOf(guides.map((one) => of(one, budget)))),
        target: [least === undefined ? "" : `>= ${least}`, most === undefined ? "" : `<= ${most}`]
          .join(" ")
          .trim(),
        verdict: isJudged ? (passes ? "pass" : "miss") : "",
      };
    }),
  );
}

function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => Number.isFinite(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function shown(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(3);
}
