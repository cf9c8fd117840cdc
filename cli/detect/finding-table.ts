import type { ToldFinding } from "../../core/detection/findings/finding.js";
import { count, headline, indented, printable } from "../output/text.js";

/** Findings for people: what, who, when, and the evidence in words. */
export function findingTable(
  findings: readonly ToldFinding[],
  { since, now }: { readonly since: number; readonly now: number },
): string {
  const open = findings.filter(({ status }) => status === "new" || status === "repeated");
  const others = findings.length - open.length;
  const range = `${new Date(since).toISOString()} to ${new Date(now).toISOString()}`;
  const answered = others === 0 ? "" : `, and ${others} that somebody answered or suppressed`;
  return `${[headline(`${count(open.length, "finding")}${answered}: ${range}`), ...findings.map(blockOf)].join("\n\n")}\n`;
}

/** One finding, with its id last so that it can be copied. */
export function blockOf(finding: ToldFinding): string {
  const {
    severity,
    title,
    subject,
    subjectKind,
    first,
    last,
    events,
    evidence,
    id,
    model,
    acknowledged,
    suppressed,
  } = finding;
  const score =
    model === undefined ? "" : `, score ${model.score.toFixed(3)}, p = 10^${model.log10p.toFixed(1)}`;
  return [
    indented(`${severity.toUpperCase()}  ${title}: ${subjectKind} ${printable(subject)}`, 0),
    indented(`${minute(first)} to ${minute(last)} UTC, ${count(events, "event")}${score}`, 2),
    ...evidence.map((line) => indented(line, 4, "  - ")),
    ...(acknowledged === null
      ? []
      : [indented(`acknowledged as ${acknowledged.as}: ${acknowledged.reason}`, 2)]),
    ...(suppressed === null
      ? []
      : [indented(`suppressed until ${suppressed.expires}: ${suppressed.reason}`, 2)]),
    `  ${finding.status}  ${printable(id)}`,
  ].join("\n");
}

function minute(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}
