import type { ChangeStep } from "../../core/check/change-plan.js";
import type { Difference } from "../../core/check/difference.js";
import type { Report } from "../../core/check/report.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { type Metrics, type MetricValues, valuesOf } from "../../core/reachability/metrics/metrics.js";
import { cutText, describeChange } from "./difference.js";
import { grantableConversations } from "./grants.js";
import { COMPARED_VALUES, change, percent } from "./metrics.js";
import { nameFrom, renderSummary } from "./report.js";
import { printable } from "./text.js";

/** Rows that a table shows: a comment of a pull request holds 65 536 characters. */
const LISTED = 100;
/** Most endpoints of a diagram that one can still read. */
const MOST_NODES = 30;

/** The report as Markdown, for a pull request or a wiki. */
export function reportMarkdown(report: Report): string {
  const nameOf = nameFrom(report);
  const unacknowledged = report.findings.filter(({ acknowledged }) => acknowledged === null);
  return joined(
    "## Cordon: who can reach what",
    renderSummary(report),
    diagram(report),
    section(
      "Expectations",
      ["", "Expectation", "Why"],
      report.expectations.map(({ name, holds, why, witness }) => [
        holds === null ? "❓ unknown" : holds ? "✅ proven" : "❌ broken",
        name,
        why ??
          witness.map((hop) => `${nameOf(hop.from)} → ${nameOf(hop.to)} on ${describeRun(hop)}`).join(", "),
      ]),
    ),
    section(
      "What a grant may open",
      ["Conversation", "By a grant of"],
      grantableConversations(report, nameOf).map(({ conversation, bounds }) => [conversation, bounds]),
    ),
    report.difference === undefined ? "" : differenceSections(report.difference),
    section(
      "Findings",
      ["Severity", "Rule", "Resource", "What", "Fix"],
      unacknowledged.map(({ severity, rule, resource, message, fix }) => [
        severity,
        rule,
        code(resource),
        message,
        fix,
      ]),
    ),
    section(
      "Unknown",
      ["Resource", "Why"],
      report.unknown.map(({ resource, why }) => [code(resource), why]),
    ),
    metricsSection(report.metrics),
  );
}

/** A difference as Markdown, for a pull request. */
export function differenceMarkdown(
  difference: Difference,
  steps: readonly ChangeStep[],
  metrics: { readonly before: MetricValues; readonly after: MetricValues },
): string {
  return joined(
    "## Cordon: what this change opens and closes",
    difference.broader ? "**Access gets broader.**" : "Access does not get broader.",
    differenceSections(difference),
    section(
      "Applying it",
      ["Step", "Outage", "Resource", "Why", "Fix"],
      steps.map((step) => [
        step.action,
        step.outage ? "**yes**" : "no",
        code(step.resource),
        `${step.why}${cutText(step)}`,
        step.fix ?? "",
      ]),
    ),
    valuesTable(metrics.after, metrics.before, "before"),
  );
}

function differenceSections({ edges, findings }: Difference): string {
  return joined(
    section(
      "Conversations",
      ["", "Conversation", "Rules"],
      [
        ...edges.gained.map((edge) => ["➕ gained", describeChange(edge), edge.because.map(code).join(", ")]),
        ...edges.lost.map((edge) => ["➖ lost", describeChange(edge), edge.because.map(code).join(", ")]),
      ],
    ),
    section(
      "Findings gained and lost",
      ["", "Severity", "Rule", "Resource", "What"],
      [
        ...findings.gained.map(({ severity, rule, resource, message }) => [
          "➕ gained",
          severity,
          rule,
          code(resource),
          message,
        ]),
        ...findings.lost.map(({ severity, rule, resource, message }) => [
          "➖ lost",
          severity,
          rule,
          code(resource),
          message,
        ]),
      ],
    ),
  );
}

function diagram({ endpoints, edges }: Report): string {
  const involved = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = endpoints.filter(({ id }) => involved.has(id));
  if (nodes.length === 0 || nodes.length > MOST_NODES) return "";
  const at = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return [
    "```mermaid",
    "flowchart LR",
    ...nodes.map(({ id, name }) => `  ${at.get(id)}["${label(name)}"]`),
    ...edges.map(
      (edge) =>
        `  ${at.get(edge.from)} ${edge.certainty === "always" ? "-->" : "-.->"}|"${label(describeRun(edge))}"| ${at.get(edge.to)}`,
    ),
    "```",
  ].join("\n");
}

function metricsSection(metrics: Metrics): string {
  return joined(
    valuesTable(valuesOf(metrics), metrics.baselineValues, "baseline"),
    `Baseline: ${cell(metrics.baseline)}.`,
  );
}

function valuesTable(now: MetricValues, before: MetricValues, title: string): string {
  return section(
    "Numbers",
    ["", "now", title, "change"],
    COMPARED_VALUES.map(([name, key]) => [
      name,
      percent(now[key]),
      percent(before[key]),
      change(now[key], before[key]),
    ]),
  );
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const rest = rows.length - LISTED;
  return [
    `### ${title}`,
    "",
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.slice(0, LISTED).map((row) => `| ${row.map(cell).join(" | ")} |`),
    ...(rest > 0 ? ["", `… and ${rest.toLocaleString("en-US")} more.`] : []),
  ].join("\n");
}

/** Text that cannot leave its cell, become HTML, or mention anybody. */
function cell(text: string): string {
  return printable(text)
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "@\u200b");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function label(text: string): string {
  return printable(text).replaceAll('"', "'").replaceAll("<", "‹").replaceAll(">", "›").replaceAll("#", "＃");
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}
