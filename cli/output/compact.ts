import { unknownCauses } from "../../core/check/causes.js";
import { type Finding, worstFirst } from "../../core/guardrails/finding.js";
import { andMore, placeText, type Shown } from "./shown.js";
import { printable } from "./text.js";
import { describeCause } from "./unknown.js";
import { limits, renderSummary } from "./verdict.js";

/** The short form: the verdict, then one line a refuted expectation, a finding, and a cause of UNKNOWN, as compilers write them. */
export function renderCompact(shown: Shown): string {
  const { report, network, conclusion, most } = shown;
  const refuted = report.expectations.filter(({ holds }) => holds === false);
  const causes = unknownCauses(report, network);
  return [
    `${conclusion}: ${renderSummary(report)}`,
    ...limits(shown),
    ...refuted.slice(0, most).map(({ name, why, witness }) => {
      const rule = witness.flatMap(({ rules }) => rules)[0];
      return `${placeOf(rule?.rule, shown)}broken expectation: ${name}${why === null ? "" : `: ${why}`}`;
    }),
    ...andMore(refuted.length - most, "broken expectation"),
    ...findingLines(shown),
    ...causes.slice(0, most).map((cause) => `unknown: ${describeCause(cause)}`),
    ...andMore(causes.length - most, "cause of UNKNOWN", "causes of UNKNOWN"),
  ]
    .map((line) => `${printable(line)}\n`)
    .join("");
}

/** A line a finding, of each rule so many as a list shows: the thousandth says no more than the first. */
function findingLines(shown: Shown): string[] {
  const { report, most } = shown;
  const byRule = new Map<string, Finding[]>();
  for (const finding of worstFirst(report.findings.filter(({ acknowledged }) => acknowledged === null))) {
    const own = byRule.get(finding.rule);
    if (own === undefined) byRule.set(finding.rule, [finding]);
    else own.push(finding);
  }
  return [...byRule].flatMap(([id, own]) => [
    ...own
      .slice(0, most)
      .map(
        ({ rule, severity, resource, message }) =>
          `${placeOf(resource, shown)}${severity} ${rule} ${resource}: ${message}`,
      ),
    ...andMore(own.length - most, id, id),
  ]);
}

function placeOf(id: string | undefined, shown: Shown): string {
  const place = placeText(shown.placeOf(id));
  return place === "" ? "" : `${place}: `;
}
