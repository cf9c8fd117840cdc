import { changePlan } from "../../core/check/change-plan.js";
import { compare, type Difference } from "../../core/check/difference.js";
import { type Checked, checkNetwork } from "../../core/check/report.js";
import { valueOrThrow } from "../../core/errors.js";
import { SEVERITIES, type Severity } from "../../core/guardrails/guardrail.js";
import { valuesOf } from "../../core/reachability/metrics/metrics.js";
import { instantOf } from "../input/now.js";
import { renderChangePlan, renderDifference } from "../output/difference.js";
import { EXIT } from "../output/exit-codes.js";
import { differenceMarkdown } from "../output/markdown.js";
import { change, percent } from "../output/metrics.js";
import { Progress } from "../output/progress.js";
import { headline, indented, table } from "../output/text.js";
import type { Streams } from "./check-run.js";
import { type LoadedNetwork, loadNetwork, validator, withFiles } from "./load-network.js";

/** What makes `cordon diff` fail: broader access, or a gained finding of a severity. */
export const DIFF_GATES = ["broadening", ...SEVERITIES] as const;

/** The options of `cordon diff`, as commander gives them. */
export interface DiffOptions {
  readonly format: "table" | "json" | "markdown";
  readonly acknowledge?: string;
  readonly failOn?: readonly (typeof DIFF_GATES)[number][];
  readonly allowUnknown?: boolean;
  readonly now?: string;
}

/**
 * Runs `cordon diff` and returns its exit code. Nothing is written to `out` before the whole difference stands.
 * @throws CordonError for bad usage and unreadable input (exit 2)
 */
export async function runDiff(
  oldPath: string,
  newPath: string,
  options: DiffOptions,
  { out, err }: Streams,
): Promise<number> {
  const progress = new Progress(err);
  const now = instantOf(options.now);
  const ajv = await validator();
  const sides = [
    await loadNetwork(oldPath, ajv, progress),
    await loadNetwork(newPath, ajv, progress),
  ] as const;
  const check = async ({ network, statements }: LoadedNetwork): Promise<Checked> => {
    const { acknowledgements } = await withFiles(
      statements,
      ajv,
      options.acknowledge === undefined ? {} : { acknowledge: options.acknowledge },
    );
    return valueOrThrow(checkNetwork(network, { expectations: [], acknowledgements }, now));
  };
  const [before, after] = [(await check(sides[0])).report, (await check(sides[1])).report];
  const difference = compare(
    { network: sides[0].network, findings: before.findings },
    { network: sides[1].network, findings: after.findings },
  );
  const plan = changePlan(sides[0].network, sides[1].network, difference);
  const metrics = { before: valuesOf(before.metrics), after: valuesOf(after.metrics) };
  const unknown = { before: before.unknown, after: after.unknown };
  switch (options.format) {
    case "json":
      out(`${JSON.stringify({ version: 1, ...difference, plan, metrics, unknown })}\n`);
      break;
    case "markdown":
      out(`${differenceMarkdown(difference, plan, metrics)}\n`);
      break;
    case "table":
      out(
        [
          headline("What opens and closes"),
          renderDifference(difference),
          "",
          headline("Applying it"),
          renderChangePlan(plan),
          "",
          headline("Numbers"),
          renderNumbers(metrics),
          ...[...after.unknown].map(({ resource, why }) => indented(`unknown: ${resource}: ${why}`, 2, "? ")),
          "",
        ].join("\n"),
      );
      break;
    default:
      options.format satisfies never;
  }
  if (fails(difference, options.failOn ?? [])) return EXIT.findings;
  const open = before.unknown.length + after.unknown.length > 0;
  return open && options.allowUnknown !== true ? EXIT.incomplete : EXIT.clean;
}

function fails(difference: Difference, gates: readonly (typeof DIFF_GATES)[number][]): boolean {
  return gates.some((gate) =>
    gate === "broadening"
      ? difference.broader
      : difference.findings.gained.some(({ severity }) => reaches(severity, gate)),
  );
}

function reaches(severity: Severity, bar: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(bar);
}

function renderNumbers({
  before,
  after,
}: {
  before: ReturnType<typeof valuesOf>;
  after: ReturnType<typeof valuesOf>;
}): string {
  const rows = [
    ["pairs of hosts that talk directly", "directDensity"],
    ["pairs of hosts joined by any chain", "reachableDensity"],
    ["lateral movement (LMS)", "lateralMovement"],
    ["mean blast radius", "meanBlastRadius"],
  ] as const;
  return table(
    ["", "old", "new", "change"],
    rows.map(([title, key]) => [
      title,
      percent(before[key]),
      percent(after[key]),
      change(after[key], before[key]),
    ]),
    [38, 9, 9, 11],
  );
}
