import { accept, type Result } from "../errors.js";
import { type Acknowledgement, acknowledge } from "../guardrails/acknowledgement.js";
import { type Finding, inspect } from "../guardrails/finding.js";
import { SEVERITIES, type Severity } from "../guardrails/guardrail.js";
import { GUARDRAILS } from "../guardrails/guardrails.js";
import type { GuardrailSelection } from "../guardrails/selection.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import { type MetricOptions, type Metrics, measure } from "../reachability/metrics/metrics.js";
import type { Edge, Endpoint, HalfOpen, Path } from "../reachability/reachability.js";
import type { UnknownItem } from "../terraform/resource.js";
import type { Difference } from "./difference.js";
import type { CheckErrorCode } from "./error-codes.js";
import type { Expectation } from "./expectation.js";
import { type ExpectationResult, judgeExpectations } from "./judge-expectations.js";
import type { SelfTest } from "./self-test.js";

/** What `cordon check --format json` prints: docs/reachability.md describes every field. */
export interface Report {
  readonly version: 1;
  readonly endpoints: readonly Endpoint[];
  readonly edges: readonly Edge[];
  readonly paths: readonly Path[];
  readonly halfOpen: readonly HalfOpen[];
  readonly findings: readonly Finding[];
  readonly expectations: readonly ExpectationResult[];
  readonly unknown: readonly UnknownItem[];
  /** What was taken for granted, because the input alone cannot say it. It does not change the exit code. */
  readonly assumptions: readonly UnknownItem[];
  readonly metrics: Metrics;
  /** Only with `--baseline`. */
  readonly difference?: Difference;
  /** Only with `--self-test`. */
  readonly selfTest?: SelfTest;
  /** Ids of the rules that did not run. Only with `--rule` or `--skip-rule`. */
  readonly skippedRules?: readonly string[];
}

/** What is stated about a network, and what is accepted in it. */
export interface Statements {
  readonly expectations: readonly Expectation[];
  readonly acknowledgements: readonly Acknowledgement[];
}

/** How a network is checked. */
export interface CheckingOptions extends MetricOptions {
  /** @default - every guardrail runs */
  readonly selection?: GuardrailSelection;
}

/** A report, with the acknowledgements that nothing needed. */
export interface Checked {
  readonly report: Report;
  readonly unused: readonly Acknowledgement[];
}

/**
 * Checks a network: findings, expectations, numbers.
 *
 * Problem: CORDON_EXPECTATION_NAME_UNKNOWN.
 * @param now milliseconds since 1970, for the expiry of acknowledgements
 */
export function checkNetwork(
  network: CheckedNetwork,
  statements: Statements,
  now: number,
  { selection = { guardrails: GUARDRAILS, skipped: [] }, ...options }: CheckingOptions = {},
): Result<Checked, CheckErrorCode> {
  const expectations = judgeExpectations(network, statements.expectations);
  if (!expectations.ok) return expectations;
  const { guardrails, skipped } = selection;
  const inspection = inspect(network, guardrails);
  const left = new Set(skipped);
  const { findings, unused } = acknowledge(
    inspection.findings,
    // Of a rule that does not run, nobody can say whether its acknowledgement is needed.
    statements.acknowledgements.filter(({ rule }) => !left.has(rule)),
    now,
    (rule) => network.rules.get(rule)?.group,
  );
  const { endpoints, edges, paths, halfOpen, unknown } = network.reachability;
  const report: Report = {
    version: 1,
    endpoints,
    edges,
    paths,
    halfOpen,
    findings,
    expectations: expectations.value,
    unknown: distinct([
      ...unknown,
      ...inspection.unknown,
      ...undecidedExpectations(expectations.value, statements.expectations),
    ]),
    assumptions: network.model.assumptions,
    metrics: measure(network, options),
    ...(skipped.length === 0 ? {} : { skippedRules: skipped }),
  };
  return accept({ report, unused });
}

function undecidedExpectations(
  results: readonly ExpectationResult[],
  expectations: readonly Expectation[],
): UnknownItem[] {
  return results.flatMap(({ name, holds, why }, at) =>
    holds === null ? [{ resource: expectations[at]?.to ?? name, why: `expectation "${name}": ${why}` }] : [],
  );
}

function distinct(items: readonly UnknownItem[]): UnknownItem[] {
  return [...new Map(items.map((item) => [`${item.resource}\n${item.why}`, item])).values()];
}

/** What a report comes to. */
export type Conclusion = "clean" | "findings" | "incomplete";

/** How strict the verdict is. */
export interface Strictness {
  /** Unacknowledged findings below it do not count. @default "low" - every one counts */
  readonly failOn?: Severity;
  /** UNKNOWN does not count. @default false */
  readonly allowUnknown?: boolean;
}

/**
 * What a report comes to: what is certainly bad comes first, then what is not known, then the smaller findings.
 *
 * "findings": an expectation is refuted, access got broader than the baseline, or an unacknowledged finding is critical or
 * high. Else "incomplete": something is UNKNOWN. Else "findings" for the rest of the unacknowledged ones.
 */
export function conclusionOf(
  report: Report,
  { failOn = "low", allowUnknown = false }: Strictness = {},
): Conclusion {
  const counted = report.findings.filter(
    ({ severity, acknowledged }) =>
      acknowledged === null && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn),
  );
  const refuted = report.expectations.some(({ holds }) => holds === false);
  const severe = counted.some(({ severity }) => severity === "critical" || severity === "high");
  if (refuted || report.difference?.broader === true || severe) return "findings";
  if (report.unknown.length > 0 && !allowUnknown) return "incomplete";
  return counted.length > 0 ? "findings" : "clean";
}
