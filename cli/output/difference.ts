import type { ChangeStep } from "../../core/check/change-plan.js";
import type { Difference, EdgeChange } from "../../core/check/difference.js";
import type { Finding } from "../../core/guardrails/finding.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { indented, spread, table, WIDTH } from "./text.js";

/** Entries that a list shows. */
const LISTED = 50;
const ACTION_WIDTH = 13;
/** Conversations that a step lists as cut. */
const LISTED_CUTS = 5;

/** What is gained and lost. Marks, never colour alone. */
export function renderDifference({ edges, findings, broader }: Difference, width = WIDTH): string {
  return [
    ...listed(edges.gained, (edge) => indented(describeChange(edge), 2, "+ ", width)),
    ...listed(edges.lost, (edge) => indented(describeChange(edge), 2, "- ", width)),
    ...(edges.gained.length + edges.lost.length === 0 ? ["no conversation gained or lost"] : []),
    ...listed(findings.gained, (finding) => indented(describeFinding(finding), 2, "! ", width)),
    ...listed(findings.lost, (finding) => indented(`gone: ${describeFinding(finding)}`, 2, "✓ ", width)),
    broader ? "access got broader" : "access did not get broader",
  ].join("\n");
}

/** One conversation that is gained or lost, on one line. */
export function describeChange(edge: EdgeChange): string {
  const family = edge.family === "both" ? "" : ` (${edge.family})`;
  const doubt =
    edge.certainty === "possible"
      ? ", possible"
      : edge.otherwise === "possible"
        ? ", possible on the other side"
        : "";
  return `${edge.from} → ${edge.to} on ${describeRun(edge)}${family}${doubt}`;
}

/** One finding on one line. */
export function describeFinding({ rule, severity, resource, message }: Finding): string {
  return `${severity} ${rule} at ${resource}: ${message}`;
}

/** What a step cuts, as the end of a sentence; nothing where it cuts nothing. */
export function cutText({ cuts }: ChangeStep): string {
  if (cuts.length === 0) return "";
  const rest = cuts.length - LISTED_CUTS;
  const more = rest > 0 ? `, and ${rest.toLocaleString("en-US")} more` : "";
  return `; cuts ${cuts.slice(0, LISTED_CUTS).join("; ")}${more}`;
}

/** How Terraform and EC2 will carry the change out, as a table. */
export function renderChangePlan(steps: readonly ChangeStep[], width = WIDTH): string {
  if (steps.length === 0) return "no security group, rule, entry or route changes";
  const rows = steps.slice(0, LISTED).map((step) => [
    // A word that is too long breaks where it has its hyphen.
    step.action.length > ACTION_WIDTH ? step.action.replace("-", "- ") : step.action,
    step.outage ? "OUTAGE" : "no",
    `${step.resource}: ${step.why}${cutText(step)}${step.fix === null ? "" : ` — ${step.fix}`}`,
  ]);
  const rest = steps.length - rows.length;
  const lines = table(["Step", "Outage", "What"], rows, spread([ACTION_WIDTH, 6, 51], [2], width));
  return rest > 0 ? `${lines}\n… and ${rest.toLocaleString("en-US")} more` : lines;
}

function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const rest = items.length - LISTED;
  return [
    ...items.slice(0, LISTED).map(line),
    ...(rest > 0 ? [`… and ${rest.toLocaleString("en-US")} more (--format json lists all)`] : []),
  ];
}
