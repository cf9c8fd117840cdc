import type { Metrics, MetricValues } from "../../core/reachability/metrics/metrics.js";
import type { Shown } from "./shown.js";
import { count, indented, spread, table, WIDTH } from "./text.js";

/** The numbers of a network beside those of its baseline, with what they mean. */
export function renderMetrics(metrics: Metrics, { nameOf, width }: Pick<Shown, "nameOf" | "width">): string {
  const { baselineValues: base, blastRadius, pivotFactors, sample } = metrics;
  const rows = [
    ["pairs of hosts that talk directly", metrics.directDensity, base.directDensity],
    ["pairs of hosts joined by any chain", metrics.reachableDensity, base.reachableDensity],
    [`taken over within ${metrics.pivotHops} hops (LMS)`, metrics.lateralMovement, base.lateralMovement],
    ["mean blast radius", blastRadius.mean, base.meanBlastRadius],
  ] as const;
  const footholds = blastRadius.footholds
    .filter(({ hosts }) => hosts > 0)
    .map(({ from, hosts, share, crownJewels }) => {
      const jewels = crownJewels.length === 0 ? "" : `; crown jewels: ${crownJewels.map(nameOf).join(", ")}`;
      return indented(
        `${nameOf(from)} reaches ${count(hosts, "host")} (${percent(share)})${jewels}`,
        2,
        "- ",
        width,
      );
    });
  return [
    table(
      [count(metrics.hosts, "host"), "now", "baseline", "change"],
      rows.map(([title, value, before]) => [title, percent(value), percent(before), change(value, before)]),
      columns(width),
    ),
    indented(`baseline: ${metrics.baseline}`, 2, "", width),
    indented(
      `pivot factors: administration ${pivotFactors.administration}, data ${pivotFactors.data}, application ${pivotFactors.application}`,
      2,
      "",
      width,
    ),
    ...(sample === null
      ? []
      : [
          indented(
            `LMS is an estimate from ${sample.footholds} of ${sample.of} footholds: ±${percent(sample.halfWidth)} with ${percent(sample.confidence)} confidence`,
            2,
            "",
            width,
          ),
        ]),
    ...(footholds.length === 0 ? [] : ["blast radius, from the widest footholds:", ...footholds]),
  ].join("\n");
}

/** The two numbers that say most: how far an attacker gets, and from where. */
export function renderMetricsInShort(
  { lateralMovement, baselineValues: base, pivotHops, blastRadius, hosts, baseline }: Metrics,
  { nameOf, width }: Pick<Shown, "nameOf" | "width">,
): string {
  const [widest] = blastRadius.footholds;
  const than =
    base.lateralMovement === lateralMovement
      ? "as"
      : `${change(lateralMovement, base.lateralMovement)} against`;
  return [
    `lateral movement within ${pivotHops} hops (LMS): ${percent(lateralMovement)}, ${than} the baseline (${baseline.split(": ")[0]})`,
    ...(widest === undefined || widest.hosts === 0
      ? []
      : [`widest blast radius: ${nameOf(widest.from)} reaches ${widest.hosts} of ${count(hosts, "host")}`]),
  ]
    .map((line) => indented(line, 2, "", width))
    .join("\n");
}

/** Table widths: a name and three numbers. A wide terminal needs no wider ones. */
function columns(width: number): number[] {
  return spread([38, 9, 9, 11], [0], Math.min(width, WIDTH));
}

/** The values that two networks are compared by, with their names. */
export const COMPARED_VALUES = [
  ["pairs of hosts that talk directly", "directDensity"],
  ["pairs of hosts joined by any chain", "reachableDensity"],
  ["lateral movement (LMS)", "lateralMovement"],
  ["mean blast radius", "meanBlastRadius"],
] as const satisfies readonly (readonly [string, keyof MetricValues])[];

/** The values of two networks side by side. */
export function renderValues(now: MetricValues, before: MetricValues, width = WIDTH): string {
  return table(
    ["", "old", "new", "change"],
    COMPARED_VALUES.map(([name, key]) => [
      name,
      percent(before[key]),
      percent(now[key]),
      change(now[key], before[key]),
    ]),
    columns(width),
  );
}

/** "12.5 %"; what is small but not nothing keeps two digits: "0.050 %". */
export function percent(value: number): string {
  const points = value * 100;
  return `${points > 0 && points < 0.1 ? points.toPrecision(2) : points.toFixed(1)} %`;
}

/** How much lower or higher, relative to before. Cut off, not rounded: only what is gone altogether is 100 % lower. */
export function change(value: number, before: number): string {
  if (value === before) return "same";
  if (before === 0) return "new";
  const relative = ((value - before) / before) * 100;
  return `${relative > 0 ? "+" : "−"}${(Math.floor(Math.abs(relative) * 10) / 10).toFixed(1)} %`;
}
