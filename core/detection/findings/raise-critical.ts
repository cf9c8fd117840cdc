import { FINDING_SEVERITIES } from "../severity.js";
import type { DetectionFinding } from "./finding.js";

/**
 * The finding one step more severe where its user asked for a critical resource on its day.
 *
 * @param touched "user day" of those who did
 */
export function raiseCritical(finding: DetectionFinding, touched: ReadonlySet<string>): DetectionFinding {
  if (finding.subjectKind !== "user" || !touched.has(`${finding.subject} ${finding.day}`)) return finding;
  const step = FINDING_SEVERITIES.indexOf(finding.severity) - 1;
  const severity = FINDING_SEVERITIES[step] ?? finding.severity;
  return { ...finding, severity, evidence: [...finding.evidence, "touches a critical resource"] };
}
