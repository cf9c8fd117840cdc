import { dirname, resolve } from "node:path";
import { CordonError, valueOrThrow } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import { type CompiledPolicies, compile } from "../../core/policy/engine/compile.js";
import type { PolicyProblem } from "../../core/policy/language/error-codes.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { readPolicies } from "../../core/policy/language/read-policies.js";
import { type Coverage, type CoverageItem, coverageOf } from "../../core/policy/scenario/coverage.js";
import { readScenario } from "../../core/policy/scenario/read-scenario.js";
import { type CaseResult, runScenario } from "../../core/policy/scenario/run-scenario.js";
import type { Scenario } from "../../core/policy/scenario/scenario.js";
import { readJsonFiles, unreadable } from "../input/input-files.js";
import { numberOption } from "../input/number-option.js";
import { EXIT } from "../output/exit-codes.js";
import { Progress } from "../output/progress.js";
import type { Streams } from "../streams.js";
import { loadPolicies } from "./policy-files.js";

/** The options of `cordon policy test`. */
export interface PolicyTestOptions {
  readonly policies?: string;
  readonly minCoverage: string;
  readonly format: "table" | "json";
}

interface ScenarioResult {
  readonly file: string;
  readonly name: string | undefined;
  readonly results: readonly CaseResult[];
}

/** The cases that were run against one set of policies, for its coverage. */
interface TestedSet {
  readonly policies: CompiledPolicies;
  readonly requests: unknown[];
}

/** Runs scenario files and prints what failed and what no case flips. */
export async function runPolicyTest(
  [path]: readonly [path: string],
  options: PolicyTestOptions,
  { out, err }: Streams,
): Promise<number> {
  const leastCoverage = percentOf(options.minCoverage);
  const sets = new Map<string, TestedSet>();
  const loaded = readScenarios(path).map((file) => ({
    ...file,
    set: policiesFor(file, options.policies, sets),
  }));
  const progress = new Progress(err);
  const scenarios = loaded.map(({ source, scenario, set }, index): ScenarioResult => {
    const results = runScenario(scenario, set.policies);
    append(
      set.requests,
      results.map(({ request }) => request),
    );
    const count = index + 1;
    progress.report({ unit: "scenario files", count, done: count, total: loaded.length });
    return { file: source, name: scenario.name, results };
  });
  progress.finish();
  const coverage = joined([...sets.values()].map(({ policies, requests }) => coverageOf(policies, requests)));
  const failed = scenarios
    .flatMap(({ results }) => results)
    .filter(({ differences }) => differences.length > 0);
  await out.write(options.format === "json" ? asJson(scenarios, coverage) : asText(scenarios, coverage));
  return failed.length > 0 || coverage.percent < leastCoverage ? EXIT.findings : EXIT.clean;
}

function readScenarios(path: string): { readonly source: string; readonly scenario: Scenario }[] {
  const problems: PolicyProblem[] = [];
  const scenarios = readJsonFiles(path).flatMap((file) => {
    const read = readScenario(file);
    if (!read.ok) append(problems, read.problems);
    return read.ok ? [{ source: file.source, scenario: read.value }] : [];
  });
  if (problems.length > 0) throw new CordonError(problems);
  return scenarios;
}

/** The policies of a scenario; scenarios that name the same files share one set and its coverage. */
function policiesFor(
  { source, scenario }: { readonly source: string; readonly scenario: Scenario },
  fallback: string | undefined,
  sets: Map<string, TestedSet>,
): TestedSet {
  const { policies: inline, policyFiles } = scenario;
  const files =
    policyFiles?.map((file) => resolve(dirname(source), file)) ?? (fallback === undefined ? [] : [fallback]);
  if (inline === undefined && files.length === 0) {
    throw unreadable(
      source,
      "the scenario names no policies",
      "add policies or policyFiles to it, or use --policies",
    );
  }
  const key = inline === undefined ? files.join("\n") : source;
  let set = sets.get(key);
  if (set === undefined) {
    set = {
      policies: compile(inline === undefined ? loadPolicies(...files).policies : checked(inline, source)),
      requests: [],
    };
    sets.set(key, set);
  }
  return set;
}

/** Inline policies pass the checks that the schema of a scenario cannot make. */
function checked(policies: readonly AccessPolicy[], source: string): readonly AccessPolicy[] {
  const text = JSON.stringify({ version: 1, policies });
  return valueOrThrow(readPolicies([{ source, text }])).policies;
}

function joined(coverages: readonly Coverage[]): Coverage {
  const items = coverages.flatMap((coverage) => coverage.items);
  const flipped = items.filter((item) => item.flipped).length;
  return { items, flipped, percent: items.length === 0 ? 100 : (flipped / items.length) * 100 };
}

function percentOf(text: string): number {
  return numberOption(text, {
    where: "--min-coverage",
    summary: "this is not a percentage",
    allowed: "0 to 100",
    fix: "write 80",
    most: 100,
  });
}

function asJson(scenarios: readonly ScenarioResult[], coverage: Coverage): string {
  const cases = scenarios.flatMap(({ file, results }) =>
    results.map(({ name, decision, differences }) => ({
      file,
      name,
      holds: differences.length === 0,
      differences,
      decision,
    })),
  );
  const failed = cases.filter(({ holds }) => !holds).length;
  return `${JSON.stringify({ version: 1, cases, passed: cases.length - failed, failed, coverage }, null, 2)}\n`;
}

function asText(scenarios: readonly ScenarioResult[], coverage: Coverage): string {
  const lines: string[] = [];
  for (const { file, name, results } of scenarios) {
    lines.push(name === undefined ? file : `${file}: ${name}`);
    for (const { name: caseName, differences } of results) {
      lines.push(`  ${differences.length === 0 ? "ok  " : "FAIL"} ${caseName}`);
      for (const { field, expected, got } of differences) {
        lines.push(`         ${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
      }
    }
  }
  const all = scenarios.flatMap(({ results }) => results);
  const failed = all.filter(({ differences }) => differences.length > 0).length;
  lines.push("", `${all.length} cases, ${failed} failed.`);
  lines.push(
    `Coverage: ${coverage.flipped} of ${coverage.items.length} policies and conditions flipped (${coverage.percent.toFixed(0)} %).`,
  );
  const never = coverage.items.filter(({ flipped }) => !flipped);
  if (never.length > 0) append(lines, ["No case flips:", ...never.map(uncovered)]);
  return `${lines.join("\n")}\n`;
}

function uncovered({ policy, condition, seen }: CoverageItem): string {
  if (condition === null) return `  ${policy}: the policy itself`;
  return `  ${policy}: ${condition} (${seen.length === 0 ? "never judged" : `only ${seen.join(", ")}`})`;
}
