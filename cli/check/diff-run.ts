import { type ChangeStep, changePlan } from "../../core/check/change-plan.js";
import type { Difference } from "../../core/check/difference.js";
import { migrationRecipe } from "../../core/check/recipe.js";
import type { Severity } from "../../core/guardrails/guardrail.js";
import { type MetricValues, valuesOf } from "../../core/reachability/metrics/metrics.js";
import type { UnknownItem } from "../../core/terraform/resource.js";
import { renderChangePlan, renderDifference } from "../output/difference.js";
import { EXIT, reaches } from "../output/exit-codes.js";
import { differenceMarkdown } from "../output/markdown.js";
import { renderValues } from "../output/metrics.js";
import { headline, indented, widthOf } from "../output/text.js";
import type { Streams } from "../streams.js";
import { type CheckedInput, checkInput, differenceOf } from "./checked-input.js";
import type { ConfigurationOptions } from "./configuration-options.js";
import { loadChange } from "./load-change.js";
import { type LoadedNetwork, withFiles } from "./load-network.js";
import { startSession } from "./session.js";

/** What makes `cordon diff` fail: broader access, or a gained finding of at least a severity. */
export type DiffGate = "broadening" | Severity;

/** The options of `cordon diff`, as commander gives them. */
export interface DiffOptions extends ConfigurationOptions {
  readonly format: "table" | "json" | "markdown";
  readonly acknowledge?: string;
  readonly failOn?: readonly DiffGate[];
  readonly allowUnknown?: boolean;
  readonly recipe?: boolean;
  readonly source?: string;
  readonly oldSource?: string;
  readonly now?: string;
}

/** Two values of the same thing. */
interface BeforeAndAfter<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** What the command prints. */
interface DiffReport {
  readonly difference: Difference;
  readonly plan: readonly ChangeStep[];
  readonly metrics: BeforeAndAfter<MetricValues>;
  readonly unknown: BeforeAndAfter<readonly UnknownItem[]>;
}

/**
 * Runs `cordon diff` and returns its exit code. Nothing is written to `out` before the whole difference stands.
 * @throws CordonError for bad usage and unreadable input (exit 2)
 */
export async function runDiff(
  [oldPath, newPath]: readonly [oldPath: string, newPath: string | undefined],
  options: DiffOptions,
  { out, err }: Streams,
): Promise<number> {
  const session = await startSession(options, err);
  const change = await loadChange(oldPath, newPath, session, options);
  const { before: old, after: current, transition, warnings } = change;
  for (const warning of warnings) await err.write(`warning: ${warning}\n`);
  if (options.recipe === true) {
    await out.write(migrationRecipe(old.network, current.network, transition));
    return EXIT.clean;
  }
  // Expectations are of no use to a difference.
  const files = options.acknowledge === undefined ? {} : { acknowledge: options.acknowledge };
  const check = async ({ network, statements }: LoadedNetwork): Promise<CheckedInput> => {
    const { acknowledgements } = await withFiles(statements, session, files);
    return checkInput(network, { expectations: [], acknowledgements }, session);
  };
  const [before, after] = [await check(old), await check(current)];
  const difference = differenceOf(before, after);
  const report = {
    difference,
    plan: changePlan(old.network, current.network, transition),
    metrics: { before: valuesOf(before.report.metrics), after: valuesOf(after.report.metrics) },
    unknown: { before: before.report.unknown, after: after.report.unknown },
  };
  await out.write(print(report, options.format, widthOf(out.columns)));
  if (fails(difference, options.failOn ?? [])) return EXIT.findings;
  const hasUnknown = report.unknown.before.length + report.unknown.after.length > 0;
  return hasUnknown && options.allowUnknown !== true ? EXIT.incomplete : EXIT.clean;
}

function print(report: DiffReport, format: DiffOptions["format"], width: number): string {
  const { difference, plan, metrics, unknown } = report;
  switch (format) {
    case "json":
      return `${JSON.stringify({ version: 1, ...difference, plan, metrics, unknown })}\n`;
    case "markdown":
      return `${differenceMarkdown(difference, plan, metrics, openEnds(unknown))}\n`;
    case "table":
      return asText(report, width);
    default:
      return format satisfies never;
  }
}

function asText({ difference, plan, metrics, unknown }: DiffReport, width: number): string {
  return [
    headline("What opens and closes"),
    renderDifference(difference, width),
    "",
    headline("Applying it"),
    renderChangePlan(plan, width),
    "",
    headline("Numbers"),
    renderValues(metrics.after, metrics.before, width),
    ...openEnds(unknown).map((text) => indented(text, 2, "? ", width)),
    "",
  ].join("\n");
}

/** What is not known of either network; of both, once. */
function openEnds({ before, after }: DiffReport["unknown"]): string[] {
  const texts = (items: readonly UnknownItem[]) => items.map(({ resource, why }) => `${resource}: ${why}`);
  const [old, current] = [new Set(texts(before)), new Set(texts(after))];
  return [
    ...[...current].map((text) => `unknown: ${text}`),
    ...[...old].filter((text) => !current.has(text)).map((text) => `unknown before the change: ${text}`),
  ];
}

function fails({ broader, findings }: Difference, gates: readonly DiffGate[]): boolean {
  return gates.some((gate) =>
    gate === "broadening" ? broader : findings.gained.some(({ severity }) => reaches(severity, gate)),
  );
}
