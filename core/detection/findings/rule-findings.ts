import type { DetectionRule } from "../rules/rule.js";
import type { Row } from "../sql/statement.js";
import type { DetectionFinding } from "./finding.js";

/** The rows of a rule's answer as findings: one a subject and day, the first row speaks for it. */
export function ruleFindings(rule: DetectionRule, rows: readonly Row[]): DetectionFinding[] {
  const found = new Map<string, DetectionFinding>();
  for (const row of rows) {
    const subject = String(row["subject"] ?? "");
    const last = String(row["last_ts"] ?? "");
    const day = last.slice(0, 10);
    const id = `${rule.id}/${subject}/${day}`;
    const before = found.get(id);
    const first = String(row["first_ts"] ?? last);
    const events = Number(row["events"] ?? 0);
    found.set(id, {
      id,
      rule: rule.id,
      title: rule.title,
      severity: rule.severity,
      subject,
      subjectKind: rule.subject,
      day,
      first: before === undefined || first < before.first ? first : before.first,
      last: before === undefined || last > before.last ? last : before.last,
      events: Math.max(events, before?.events ?? 0),
      change: rule.title,
      evidence: [...(before?.evidence ?? []), rule.describe(row as never)].slice(0, 5),
      windows: [],
      attack: rule.attack,
      runbook: rule.runbook,
    });
  }
  return [...found.values()];
}
