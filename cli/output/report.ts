import type { ExpectationResult, Hop } from "../../core/check/judge-expectations.js";
import type { Report } from "../../core/check/report.js";
import type { SelfTest } from "../../core/check/self-test.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { renderDifference } from "./difference.js";
import { renderFindings } from "./findings.js";
import { grantableConversations } from "./grants.js";
import { renderMatrix } from "./matrix.js";
import { renderMetrics } from "./metrics.js";
import { nameFrom } from "./names.js";
import { renderRules } from "./rules.js";
import { andMore, type Shown } from "./shown.js";
import { count, headline, indented } from "./text.js";
import { renderPossible, renderUnknown } from "./unknown.js";
import { renderVerdict } from "./verdict.js";

/** The whole report for a terminal of 80 columns: what it comes to first, what it rests on last. */
export function renderReport(shown: Shown): string {
  const { report, network, most } = shown;
  const stated = report.expectations.length > 0;
  const expectations = [["Expectations", renderExpectations(report)]];
  const isRefuted = report.expectations.some(({ holds }) => holds !== true);
  const isPossible = report.edges.some(
    ({ certainty, grants }) => certainty === "possible" && grants === undefined,
  );
  const sections = [
    ...(report.difference === undefined
      ? []
      : [["Against the baseline", renderDifference(report.difference)]]),
    ...(isRefuted ? expectations : []),
    ["Findings", renderFindings(shown)],
    ...(report.unknown.length === 0 ? [] : [["Unknown", renderUnknown(shown)]]),
    ...(stated && !isRefuted ? expectations : []),
    ["Who reaches whom", renderMatrix(report, most)],
    ...(isPossible ? [["Only possible", renderPossible(shown)]] : []),
    ...(report.edges.some(({ grants }) => grants !== undefined)
      ? [["What a grant may open", renderGrants(report, most)]]
      : []),
    ...(report.selfTest === undefined ? [] : [["Self-test", renderSelfTest(report.selfTest, most)]]),
    ["Numbers", renderMetrics(report.metrics, nameFrom(report))],
    ["Rules", renderRules(network, most)],
    ...(stated ? [] : expectations),
  ];
  const text = sections.map(([title, body]) => `${headline(title ?? "")}\n${body}`);
  return `${[renderVerdict(shown), ...text].join("\n\n")}\n`;
}

/** The conversations that grants may open. */
export function renderGrants(report: Report, most: number): string {
  const found = grantableConversations(report, nameFrom(report));
  return [
    ...found
      .slice(0, most)
      .map(({ conversation, bounds }) => indented(`${conversation}: by a grant of ${bounds}`, 2, "- ")),
    ...andMore(found.length - most),
  ].join("\n");
}

/** Every expectation, refuted ones first, with the chain of rules that proves or refutes it. */
export function renderExpectations(report: Report): string {
  if (report.expectations.length === 0)
    return "none stated; --expect <file> states what must and must not reach";
  const order = [false, null, true].flatMap((holds) =>
    report.expectations.filter((one) => one.holds === holds),
  );
  return order.map((result) => renderExpectation(result, nameFrom(report))).join("\n");
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

/** What no expectation guards. */
export function renderSelfTest(
  { mutants, caught, withoutEffect, notCovered }: SelfTest,
  most: number,
): string {
  const lines = notCovered
    .slice(0, most)
    .map(({ rule, mutation, opens }) =>
      indented(
        `${rule} ${mutation === "any-address" ? "open to every address" : "open for all traffic"}: no expectation notices ${opens.join("; ")}`,
        2,
        "- ",
      ),
    );
  return [
    `${count(mutants, "widened rule")}: ${caught} caught, ${notCovered.length} not covered, ${withoutEffect} without effect`,
    ...lines,
    ...andMore(notCovered.length - most),
  ].join("\n");
}
