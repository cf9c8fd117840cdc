import type { Conclusion, Report } from "../../core/check/report.js";
import { SEVERITIES } from "../../core/guardrails/guardrail.js";
import type { Shown } from "./shown.js";
import { count, wrap } from "./text.js";
import { resolveFirst } from "./unknown.js";

const WORD: Readonly<Record<Conclusion, string>> = {
  clean: "CLEAN",
  findings: "FINDINGS",
  incomplete: "INCOMPLETE",
};

/** The verdict in a word. */
export function verdictWord({ conclusion }: Pick<Shown, "conclusion">): string {
  return WORD[conclusion];
}

/** The first lines: what it comes to, what did not run, what is shown, and what to resolve first. */
export function renderVerdict(shown: Shown): string {
  const first = resolveFirst(shown);
  return [
    ...phraseLines(`${WORD[shown.conclusion]}: ${renderSummary(shown.report)}`, shown.width),
    ...[...limits(shown), ...(first === undefined ? [] : [`resolve first: ${first}`])].flatMap((line) =>
      wrap(line, shown.width),
    ),
  ].join("\n");
}

/** The summary in lines that break between its phrases. */
function phraseLines(summary: string, width: number): string[] {
  const lines: string[] = [];
  for (const phrase of summary.split(SEPARATOR)) {
    const longer = lines.length === 0 ? phrase : `${lines.at(-1)}${SEPARATOR}${phrase}`;
    if (longer.length <= width) lines[Math.max(0, lines.length - 1)] = longer;
    else lines.push(phrase);
  }
  return lines;
}

const SEPARATOR = " · ";

/** One line: what is broken, what holds, what is open. */
export function renderSummary({
  findings,
  expectations,
  unknown,
  difference,
  skippedRules = [],
}: Report): string {
  const unacknowledged = findings.filter(({ acknowledged }) => acknowledged === null);
  const bySeverity = SEVERITIES.flatMap((severity) => {
    const number = unacknowledged.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number.toLocaleString("en-US")} ${severity}`];
  });
  const held = expectations.filter(({ holds }) => holds === true).length;
  return [
    bySeverity.length === 0
      ? "no findings"
      : `${count(unacknowledged.length, "finding")} (${bySeverity.join(", ")})`,
    expectations.length === 0
      ? "no expectations"
      : `${held} of ${count(expectations.length, "expectation")} proven`,
    `${unknown.length.toLocaleString("en-US")} unknown`,
    ...(skippedRules.length === 0 ? [] : [`${count(skippedRules.length, "rule")} not checked`]),
    ...(difference === undefined
      ? []
      : [difference.broader ? "broader than the baseline" : "not broader than the baseline"]),
  ].join(SEPARATOR);
}

/** Rules that a line names. */
const NAMED = 5;

/** What of the check did not run, and what of the lists is left out. */
export function limits({ report, view, nameOf }: Pick<Shown, "report" | "view" | "nameOf">): string[] {
  const { skippedRules = [] } = report;
  const rest = skippedRules.length - NAMED;
  const names = skippedRules.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  const shown = [
    ...(view?.around === undefined
      ? []
      : [`those at most ${view.depth ?? 1} away from ${view.around.map(nameOf).join(", ")}`]),
    ...(view?.certain === true ? ["certain ones"] : []),
  ];
  return [
    ...(skippedRules.length === 0 ? [] : [`not checked: ${names}`]),
    ...(shown.length === 0
      ? []
      : [`conversations shown: only ${shown.join(", and only ")}; everything else is of the whole network`]),
  ];
}
