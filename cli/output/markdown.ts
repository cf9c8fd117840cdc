import { unknownCauses } from "../../core/check/causes.js";
import type { ChangeStep } from "../../core/check/change-plan.js";
import type { Difference } from "../../core/check/difference.js";
import { findingGroups } from "../../core/check/finding-groups.js";
import type { Lists } from "../../core/check/view.js";
import type { Finding } from "../../core/guardrails/finding.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { type Metrics, type MetricValues, valuesOf } from "../../core/reachability/metrics/metrics.js";
import { chainTexts } from "./chains.js";
import { cutText, describeChange } from "./difference.js";
import { whereOf } from "./findings.js";
import { grantableConversations } from "./grants.js";
import { cell, code, document, type Part, type Section } from "./markdown-parts.js";
import { COMPARED_VALUES, change, percent } from "./metrics.js";
import { placeText, type Shown } from "./shown.js";
import { printable } from "./text.js";
import { describeCause, resolveFirst } from "./unknown.js";
import { limits, renderSummary, verdictWord } from "./verdict.js";

/** Most endpoints of a diagram that one can still read. */
const MOST_NODES = 30;
/** Findings of a rule that have a row each; more of them share one. */
const ROWS_OF_RULE = 5;
/** Resources that a shared row names. */
const NAMED = 20;

/** The report as Markdown, for a pull request or a wiki: at most as long as a comment may be. */
export function reportMarkdown(shown: Shown): string {
  const { report, network, seen, nameOf } = shown;
  const expectations: Section = {
    title: "Expectations",
    head: ["", "Expectation", "Why"],
    rows: report.expectations.map(({ name, holds, why, witness }) => [
      holds === null ? "❓ unknown" : holds ? "✅ proven" : "❌ broken",
      name,
      why ??
        witness.map((hop) => `${nameOf(hop.from)} → ${nameOf(hop.to)} on ${describeRun(hop)}`).join(", "),
    ]),
  };
  const isRefuted = report.expectations.some(({ holds }) => holds !== true);
  return document(
    "## Cordon: who can reach what",
    [`**${verdictWord(shown)}**: ${cell(renderSummary(report))}`, ...leading(shown).map(cell)].join("\n\n"),
    ...(report.difference === undefined ? [] : differenceSections(report.difference)),
    ...(isRefuted ? [expectations] : []),
    {
      title: "Findings",
      head: ["Severity", "Rule", "Resource", "What", "Fix"],
      rows: findingRows(shown),
    },
    unknownSection(unknownCauses(report, network).map((cause) => describeCause(cause))),
    diagram(seen, nameOf),
    {
      title: "From the internet to data",
      head: ["Chain"],
      rows: chainTexts(shown).map((text) => [text]),
    },
    ...(isRefuted ? [] : [expectations]),
    {
      title: "What a grant may open",
      head: ["Conversation", "By a grant of"],
      rows: grantableConversations(seen, nameOf).map(({ conversation, bounds }) => [conversation, bounds]),
    },
    ...metricsParts(report.metrics),
  );
}

/** What did not run, what is shown, and what to resolve first. */
function leading(shown: Shown): string[] {
  const first = resolveFirst(shown);
  return [...limits(shown), ...(first === undefined ? [] : [`Resolve first: ${first}`])];
}

function findingRows({ report, network, placeOf }: Shown): (readonly string[])[] {
  return findingGroups(report.findings, network).flatMap((group) => {
    const { findings, rule, severity, title, message, fix } = group;
    if (findings.length <= ROWS_OF_RULE)
      return findings.map((finding) => {
        const place = placeText(placeOf(finding.resource));
        return [
          finding.severity,
          finding.rule,
          `${code(finding.resource)}${place === "" ? "" : ` ${place}`}`,
          finding.message,
          finding.fix,
        ];
      });
    const named = findings.slice(0, NAMED).map((finding) => code(whereOf(finding, { placeOf })));
    const rest = findings.length - named.length;
    const more = rest > 0 ? ` and ${rest.toLocaleString("en-US")} more` : "";
    const what = `${findings.length.toLocaleString("en-US")} findings: ${message ?? title}`;
    return [[severity, rule, `${named.join(", ")}${more}`, what, fix ?? "one for each: --format json"]];
  });
}

/**
 * A difference as Markdown, for a pull request.
 *
 * @param unknown what leaves a part of it open, a sentence each
 */
export function differenceMarkdown(
  difference: Difference,
  steps: readonly ChangeStep[],
  metrics: { readonly before: MetricValues; readonly after: MetricValues },
  unknown: readonly string[],
): string {
  return document(
    "## Cordon: what this change opens and closes",
    difference.broader ? "**Access gets broader.**" : "Access does not get broader.",
    ...differenceSections(difference),
    {
      title: "Applying it",
      head: ["Step", "Outage", "Resource", "Why", "Fix"],
      rows: steps.map((step) => [
        step.action,
        step.outage ? "**yes**" : "no",
        code(step.resource),
        `${step.why}${cutText(step)}`,
        step.fix ?? "",
      ]),
    },
    unknownSection(unknown),
    valuesTable(metrics.after, metrics.before, "before"),
  );
}

function unknownSection(texts: readonly string[]): Section {
  return { title: "Unknown", head: ["Cause"], rows: texts.map((text) => [text]) };
}

function differenceSections({ edges, findings }: Difference): Section[] {
  return [
    {
      title: "Conversations",
      head: ["", "Conversation", "Rules"],
      rows: [
        ...edges.gained.map((edge) => ["➕ gained", describeChange(edge), edge.because.map(code).join(", ")]),
        ...edges.lost.map((edge) => ["➖ lost", describeChange(edge), edge.because.map(code).join(", ")]),
      ],
    },
    {
      title: "Findings gained and lost",
      head: ["", "Severity", "Rule", "Resource", "What"],
      rows: [
        ...findings.gained.map((finding) => ["➕ gained", ...findingCells(finding)]),
        ...findings.lost.map((finding) => ["➖ lost", ...findingCells(finding)]),
      ],
    },
  ];
}

function findingCells({ severity, rule, resource, message }: Finding): string[] {
  return [severity, rule, code(resource), message];
}

function diagram({ endpoints, edges }: Lists, nameOf: (id: string) => string): string {
  const involved = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = endpoints.filter(({ id }) => involved.has(id));
  if (nodes.length === 0) return "";
  if (nodes.length > MOST_NODES)
    return `_Left out: a picture of ${nodes.length.toLocaleString("en-US")} endpoints and ${edges.length.toLocaleString("en-US")} conversations (--around shows a part, --format json all)._`;
  const at = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return [
    "```mermaid",
    "flowchart LR",
    ...nodes.map(({ id }) => `  ${at.get(id)}["${label(nameOf(id))}"]`),
    ...edges.map(
      (edge) =>
        `  ${at.get(edge.from)} ${edge.certainty === "always" ? "-->" : "-.->"}|"${label(describeRun(edge))}"| ${at.get(edge.to)}`,
    ),
    "```",
  ].join("\n");
}

function metricsParts(metrics: Metrics): Part[] {
  return [
    valuesTable(valuesOf(metrics), metrics.baselineValues, "baseline"),
    `Baseline: ${cell(metrics.baseline)}.`,
  ];
}

function valuesTable(now: MetricValues, before: MetricValues, title: string): Section {
  return {
    title: "Numbers",
    head: ["", "now", title, "change"],
    rows: COMPARED_VALUES.map(([name, key]) => [
      name,
      percent(now[key]),
      percent(before[key]),
      change(now[key], before[key]),
    ]),
  };
}

function label(text: string): string {
  return printable(text).replaceAll('"', "'").replaceAll("<", "‹").replaceAll(">", "›").replaceAll("#", "＃");
}
