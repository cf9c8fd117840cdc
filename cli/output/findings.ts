import { type FindingGroup, findingGroups } from "../../core/check/finding-groups.js";
import type { Finding } from "../../core/guardrails/finding.js";
import { andMore, placeText, type Shown } from "./shown.js";
import { count, indented } from "./text.js";

const INDENT = 9;
const ENTRY_INDENT = 11;
/** Entries of a group of small findings: they are not to push the next group off the screen. */
const SMALL_ENTRIES = 3;

/** Unacknowledged findings, worst first, equal ones together, each with its fix; acknowledged ones in short. */
export function renderFindings(shown: Shown): string {
  const { report, network, most } = shown;
  const groups = findingGroups(report.findings, network);
  const accepted = report.findings.filter(({ acknowledged }) => acknowledged !== null);
  return [
    ...groups.slice(0, most).map((group) => renderGroup(group, shown)),
    ...andMore(groups.length - most, "rules with findings"),
    ...(groups.length === 0 ? ["none"] : [indented(`what each rule means: ${documentName(shown)}`, 0)]),
    ...accepted
      .slice(0, most)
      .map(({ rule, resource, acknowledged }) =>
        indented(
          `${rule} at ${resource} until ${acknowledged?.expires}: ${acknowledged?.reason}`,
          INDENT,
          "ACCEPTED",
        ),
      ),
    ...andMore(accepted.length - most, "accepted"),
  ].join("\n");
}

/** The page of the rules: in a checkout its path. */
function documentName({ ruleDocument }: Shown): string {
  return ruleDocument.startsWith("file:") ? "docs/rules.md" : ruleDocument;
}

function renderGroup(group: FindingGroup, shown: Shown): string {
  const { rule, severity, title, findings, message, fix, of } = group;
  const [first] = findings;
  const mark = severity.toUpperCase();
  const fixLine = fix === null ? [] : [indented(`fix: ${fix}`, INDENT)];
  if (first !== undefined && findings.length === 1)
    return [
      indented(`${first.rule}  ${first.message}`, INDENT, mark),
      indented(`at ${whereOf(first, shown)}`, INDENT),
      ...fixLine,
    ].join("\n");
  const isGrave = (severity === "critical" || severity === "high") && of === undefined;
  const most = isGrave ? shown.most : Math.min(shown.most, SMALL_ENTRIES);
  const entries = findings.slice(0, most).map((finding) => {
    const named = of === undefined ? "" : `${finding.rule}: `;
    const said = message === null ? `${named}${finding.message}` : "";
    const at = of === undefined ? `${said === "" ? "" : `${said}, at `}${whereOf(finding, shown)}` : said;
    const own = fix === null ? ` (fix: ${finding.fix})` : "";
    return indented(`${at}${own}`, ENTRY_INDENT, `${" ".repeat(INDENT)}- `);
  });
  return [
    indented(`${rule}  ${message ?? title} (${count(findings.length, "finding")})`, INDENT, mark),
    ...(of === undefined ? [] : [indented(`at ${whereOf(of, shown)}`, INDENT)]),
    ...entries,
    ...andMore(findings.length - most).map((line) => indented(line, INDENT)),
    ...fixLine,
  ].join("\n");
}

/** The resource, its construct path, and its file and line, where the input has them. */
export function whereOf({ resource, constructPath }: Finding, { placeOf }: Pick<Shown, "placeOf">): string {
  const place = placeText(placeOf(resource));
  const more = [constructPath ?? "", place].filter((text) => text !== "");
  return more.length === 0 ? resource : `${resource} (${more.join(", ")})`;
}
