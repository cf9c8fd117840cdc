import type { Decision, Obligation } from "../../core/policy/language/decision.js";

/** Widths of the columns, which with the spaces between them fill a terminal of 80 columns. */
const WIDTHS = [6, 5, 23, 18, 24] as const;

/** The head of a table of decisions, with line breaks. */
export function decisionTableHead(): string {
  const rule = WIDTHS.map((width) => "-".repeat(width));
  return row(["line", "", "reason", "policy", "obligation"]) + row(rule);
}

/** One decision as a line of the table; a field that is too long is cut. */
export function decisionRow(line: number, decision: Decision): string {
  return row([
    String(line),
    decision.decision,
    decision.reason,
    decision.policy ?? "-",
    remedyInWords(decision),
  ]);
}

/** What would turn a denial into an allow, in words: all that the caller can do alone, or a grant of one entitlement. */
export function remedyInWords({ obligations }: Pick<Decision, "obligations">): string {
  const isGrant = (one: Obligation): boolean => "requestAccess" in one;
  const alone = obligations.filter((one) => !isGrant(one)).map(obligationInWords);
  const grants = obligations.filter(isGrant).map(obligationInWords);
  return [...(alone.length === 0 ? [] : [alone.join(" and ")]), ...grants].join(", or ");
}

function obligationInWords(obligation: Obligation): string {
  if ("justify" in obligation) return "give a reason";
  if ("requestAccess" in obligation) return `request ${obligation.requestAccess.entitlement}`;
  const { assuranceAtLeast, methods, maxAgeSeconds } = obligation.authenticate;
  const parts = [
    ...(methods === undefined ? [] : [`with ${methods.join(" or ")}`]),
    ...(assuranceAtLeast === undefined ? [] : [`at level ${assuranceAtLeast}`]),
    ...(maxAgeSeconds === undefined ? [] : ["again"]),
  ];
  return `sign in ${parts.join(" ")}`;
}

function row(fields: readonly string[]): string {
  const cells = fields.map((field, index) => {
    const width = WIDTHS[index] as number;
    return (field.length > width ? `${field.slice(0, width - 1)}…` : field).padEnd(width);
  });
  return `${cells.join(" ").trimEnd()}\n`;
}
