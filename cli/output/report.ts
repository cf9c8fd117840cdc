import type { ExpectationResult, Hop } from "../../core/check/judge-expectations.js";
import type { Report } from "../../core/check/report.js";
import type { SelfTest } from "../../core/check/self-test.js";
import type { Finding } from "../../core/guardrails/finding.js";
import { SEVERITIES } from "../../core/guardrails/guardrail.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { renderDifference } from "./difference.js";
import { grantableConversations } from "./grants.js";
import { renderMatrix } from "./matrix.js";
import { renderMetrics } from "./metrics.js";
import { renderRules } from "./rules.js";
import { count, headline, indented, WIDTH, wrap } from "./text.js";

/** Entries that a list shows. */
const LISTED = 50;

/** The whole report for a terminal of 80 columns. */
export function renderReport(report: Report, network: CheckedNetwork): string {
  const sections = [
    ["Rules", renderRules(network)],
    ["Who reaches whom", renderMatrix(report)],
    ...(report.edges.some(({ grants }) => grants !== undefined)
      ? [["What a grant may open", renderGrants(report)]]
      : []),
    ["Expectations", renderExpectations(report)],
    ...(report.difference === undefined
      ? []
      : [["Against the baseline", renderDifference(report.difference)]]),
    ...(report.selfTest === undefined ? [] : [["Self-test", renderSelfTest(report.selfTest)]]),
    ["Findings", renderFindings(report)],
    ...(report.unknown.length === 0 ? [] : [["Unknown", renderUnknown(report)]]),
    ["Numbers", renderMetrics(report.metrics, nameFrom(report))],
  ];
  return `${sections.map(([title, body]) => `${headline(title ?? "")}\n${body}`).join("\n\n")}\n\n${wrap(renderSummary(report), WIDTH).join("\n")}\n`;
}

/** The conversations that grants may open. */
export function renderGrants(report: Report): string {
  const found = grantableConversations(report, nameFrom(report));
  const rest = found.length - LISTED;
  return [
    ...found
      .slice(0, LISTED)
      .map(({ conversation, bounds }) => indented(`${conversation}: by a grant of ${bounds}`, 2, "- ")),
    ...(rest > 0 ? [`… and ${rest.toLocaleString("en-US")} more (--format json lists all)`] : []),
  ].join("\n");
}

/** Every expectation, with the chain of rules that proves or refutes it. */
export function renderExpectations(report: Report): string {
  if (report.expectations.length === 0)
    return "none stated; --expect <file> states what must and must not reach";
  return report.expectations.map((result) => renderExpectation(result, nameFrom(report))).join("\n");
}

function renderExpectation(
  { name, holds, witness, why }: ExpectationResult,
  nameOf: (id: string) => string,
): string {
  const mark = holds === null ? "UNKNOWN" : holds ? "HOLDS" : "BROKEN";
  const reason = why === null ? [] : [indented(why, 9)];
  return [indented(name, 9, mark), ...reason, ...witness.map((hop) => renderHop(hop, nameOf))].join("\n");
}

function renderHop(hop: Hop, nameOf: (id: string) => string): string {
  const doubt = hop.certainty === "always" ? "" : " (possible)";
  const head = indented(`${nameOf(hop.from)} → ${nameOf(hop.to)} on ${describeRun(hop)}${doubt}`, 9);
  return [
    head,
    ...hop.rules.map(({ rule, constructPath }) => indented(constructPath ?? rule, 13, "           - ")),
  ].join("\n");
}

/** Unacknowledged findings, worst first, each with its fix; acknowledged ones in short. */
export function renderFindings({ findings }: Report): string {
  const unacknowledged = findings.filter(({ acknowledged }) => acknowledged === null);
  const accepted = findings.filter(({ acknowledged }) => acknowledged !== null);
  const rest = unacknowledged.length - LISTED;
  const lines = unacknowledged.slice(0, LISTED).map(renderFinding);
  if (rest > 0) lines.push(`… and ${rest.toLocaleString("en-US")} more (--format json lists all)`);
  if (unacknowledged.length === 0) lines.push("none");
  for (const { rule, resource, acknowledged } of accepted.slice(0, LISTED)) {
    lines.push(
      indented(
        `${rule} at ${resource} until ${acknowledged?.expires}: ${acknowledged?.reason}`,
        9,
        "ACCEPTED",
      ),
    );
  }
  return lines.join("\n");
}

function renderFinding({ rule, severity, resource, constructPath, message, fix }: Finding): string {
  const at = constructPath === null ? resource : `${resource} (${constructPath})`;
  return [
    indented(`${rule}  ${message}`, 9, severity.toUpperCase()),
    indented(`at ${at}`, 9),
    indented(`fix: ${fix}`, 9),
  ].join("\n");
}

/** What the input leaves open. */
export function renderUnknown({ unknown }: Report): string {
  const lines = unknown.slice(0, LISTED).map(({ resource, why }) => indented(`${resource}: ${why}`, 2, "? "));
  const rest = unknown.length - lines.length;
  return [...lines, ...(rest > 0 ? [`… and ${rest.toLocaleString("en-US")} more`] : [])].join("\n");
}

/** What no expectation guards. */
export function renderSelfTest({ mutants, caught, withoutEffect, notCovered }: SelfTest): string {
  const lines = notCovered
    .slice(0, LISTED)
    .map(({ rule, mutation, opens }) =>
      indented(
        `${rule} ${mutation === "any-address" ? "open to every address" : "open for all traffic"}: no expectation notices ${opens.join("; ")}`,
        2,
        "- ",
      ),
    );
  const rest = notCovered.length - lines.length;
  return [
    `${count(mutants, "widened rule")}: ${caught} caught, ${notCovered.length} not covered, ${withoutEffect} without effect`,
    ...lines,
    ...(rest > 0 ? [`… and ${rest.toLocaleString("en-US")} more (--format json lists all)`] : []),
  ].join("\n");
}

/** One line: what is broken, what holds, what is open. */
export function renderSummary({ findings, expectations, unknown, difference }: Report): string {
  const unacknowledged = findings.filter(({ acknowledged }) => acknowledged === null);
  const bySeverity = SEVERITIES.flatMap((severity) => {
    const number = unacknowledged.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  const held = expectations.filter(({ holds }) => holds === true).length;
  return [
    bySeverity.length === 0
      ? "no findings"
      : `${count(unacknowledged.length, "finding")} (${bySeverity.join(", ")})`,
    `${held} of ${count(expectations.length, "expectation")} proven`,
    `${unknown.length} unknown`,
    ...(difference === undefined
      ? []
      : [difference.broader ? "broader than the baseline" : "not broader than the baseline"]),
  ].join(" · ");
}

/** Names of endpoints by id. */
export function nameFrom({ endpoints }: Pick<Report, "endpoints">): (id: string) => string {
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
