import { type FindingGroup, findingGroups } from "../../core/check/finding-groups.js";
import type { Finding } from "../../core/guardrails/finding.js";
import type { Severity } from "../../core/guardrails/guardrail.js";
import { andMore, inWords, placeText, type Shown } from "./shown.js";
import { count, indented } from "./text.js";

/** How much of the findings is shown: all; of the small ones a line a rule; of the grave ones an example too. */
export type FindingsForm = "whole" | "short" | "shortest";

const INDENT = 9;
const ENTRY_INDENT = 11;
/** Entries of a group of small findings: they are not to push the next group off the screen. */
const SMALL_ENTRIES = 3;

/** Unacknowledged findings, worst first, equal ones together, each with its fix; acknowledged ones in short. */
export function renderFindings(shown: Shown, form: FindingsForm = "whole"): string {
  const { report, network, most, width } = shown;
  const groups = findingGroups(report.findings, network);
  const accepted = report.findings.filter(({ acknowledged }) => acknowledged !== null);
  const listed = groups.slice(0, most);
  const isLow = (group: FindingGroup): boolean => form === "shortest" && group.severity === "low";
  const low = listed.filter(isLow);
  return [
    ...listed.flatMap((group) => {
      if (isLow(group)) return [];
      if (form === "whole") return renderGroup(group, shown, most);
      if (!isGrave(group.severity)) return renderInShort(group, shown, form);
      return renderGroup(group, shown, form === "shortest" ? 1 : SMALL_ENTRIES);
    }),
    ...(low.length === 0 ? [] : [renderLow(low, width)]),
    ...andMore(groups.length - most, "rule with findings", "rules with findings").map((more) =>
      indented(more, 0, "", width),
    ),
    groups.length === 0 ? "none" : `what a rule means: cordon explain ${groups[0]?.rule ?? ""}`,
    ...(form === "whole" || accepted.length === 1
      ? [
          ...accepted
            .slice(0, most)
            .map(({ rule, resource, acknowledged }) =>
              indented(
                `${rule} at ${resource} until ${acknowledged?.expires}: ${acknowledged?.reason}`,
                INDENT,
                "ACCEPTED",
                width,
              ),
            ),
          ...andMore(accepted.length - most, "accepted", "accepted"),
        ]
      : accepted.length === 0
        ? []
        : [indented(`${count(accepted.length, "finding")}, each with a reason`, INDENT, "ACCEPTED", width)]),
  ].join("\n");
}

function isGrave(severity: Severity): boolean {
  return severity === "critical" || severity === "high";
}

function renderGroup(group: FindingGroup, shown: Shown, mostGrave: number): string {
  const { rule, severity, title, findings, message, fix, of } = group;
  const { width } = shown;
  const [first] = findings;
  const mark = severity.toUpperCase();
  const line = (text: string, start?: string): string => indented(text, INDENT, start, width);
  const fixLine = fix === null ? [] : [line(`fix: ${fix}`)];
  if (first !== undefined && findings.length === 1)
    return [
      line(`${first.rule}  ${inWords(first.message, shown)}`, mark),
      line(`at ${whereOf(first, shown)}`),
      ...fixLine,
    ].join("\n");
  const most = isGrave(severity) && of === undefined ? mostGrave : Math.min(shown.most, SMALL_ENTRIES);
  const entries = findings.slice(0, most).map((finding) => {
    const named = of === undefined ? "" : `${finding.rule}: `;
    const said = message === null ? `${named}${inWords(finding.message, shown)}` : "";
    const at = of === undefined ? `${said === "" ? "" : `${said}, at `}${whereOf(finding, shown)}` : said;
    const own = fix === null ? ` (fix: ${finding.fix})` : "";
    return indented(`${at}${own}`, ENTRY_INDENT, `${" ".repeat(INDENT)}- `, width);
  });
  return [
    line(
      `${rule}  ${message === null ? title : inWords(message, shown)} (${count(findings.length, "finding")})`,
      mark,
    ),
    ...(of === undefined ? [] : [line(`at ${whereOf(of, shown)}`)]),
    ...entries,
    ...andMore(findings.length - most).map((more) => line(more)),
    ...fixLine,
  ].join("\n");
}

/** "MEDIUM   CORDON-NET-004  A security group may talk to the internet (1,000 findings): aws_… and 999 more". */
function renderInShort(group: FindingGroup, shown: Shown, form: FindingsForm): string {
  const { rule, severity, title, findings } = group;
  const [first] = findings;
  if (first === undefined) return "";
  const isOne = findings.length === 1;
  const where = `${whereOf(first, shown)}${isOne ? "" : ` and ${(findings.length - 1).toLocaleString("en-US")} more`}`;
  const what = [
    isOne && form === "short" ? inWords(first.message, shown) : title,
    isOne ? "" : ` (${count(findings.length, "finding")})`,
    form === "short" ? `: ${where}` : "",
  ].join("");
  return indented(`${rule}  ${what}`, INDENT, severity.toUpperCase(), shown.width);
}

/** "LOW      9 findings of 3 rules: CORDON-NET-008, CORDON-NET-009, CORDON-NET-028". */
function renderLow(groups: readonly FindingGroup[], width: number): string {
  const number = groups.reduce((sum, { findings }) => sum + findings.length, 0);
  const rules = `${count(groups.length, "rule")}: ${groups.map(({ rule }) => rule).join(", ")}`;
  return indented(`${count(number, "finding")} of ${rules}`, INDENT, "LOW", width);
}

/** The resource, its construct path, and its file and line, where the input has them. */
export function whereOf({ resource, constructPath }: Finding, { placeOf }: Pick<Shown, "placeOf">): string {
  const place = placeText(placeOf(resource));
  const more = [constructPath ?? "", place].filter((text) => text !== "");
  return more.length === 0 ? resource : `${resource} (${more.join(", ")})`;
}
