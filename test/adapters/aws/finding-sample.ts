import type { ToldFinding } from "../../../core/detection/findings/finding.js";

/** A finding as a rule makes it. */
export const FINDING: ToldFinding = {
  id: "CORDON-DET-001/u-17/2026-03-01",
  rule: "CORDON-DET-001",
  title: "A user is denied again and again within an hour",
  severity: "high",
  subject: "u-17",
  subjectKind: "user",
  day: "2026-03-01",
  first: "2026-03-01T10:00:00.000Z",
  last: "2026-03-01T10:39:00.000Z",
  events: 40,
  change: "denied again and again",
  evidence: ["40 denials within the window", "touches a critical resource"],
  windows: [],
  attack: ["T1110"],
  runbook: ["Ask the user.", "Revoke the session."],
  status: "new",
  acknowledged: null,
  suppressed: null,
};
