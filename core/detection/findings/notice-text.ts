import type { ToldFinding } from "./finding.js";

/** A finding as a person reads it in a notice, and how it is answered. */
export function noticeText(finding: ToldFinding, acknowledge: string): string {
  const { severity, rule, title, subjectKind, subject, first, last, events } = finding;
  return [
    `${severity.toUpperCase()}  ${title} (${rule})`,
    `${subjectKind} ${subject}, ${events} events from ${first} to ${last}`,
    "",
    ...finding.evidence.map((line) => `- ${line}`),
    "",
    "What to do:",
    ...finding.runbook.map((step, index) => `${index + 1}. ${step}`),
    "",
    `Finding: ${finding.id}`,
    `Answer:  ${acknowledge}`,
  ].join("\n");
}
