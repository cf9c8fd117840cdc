/**
 * The rows of subjects (`user:<id>`, `service:<id>`) that the policy engine and the access broker read, and that whoever
 * watches writes.
 *
 * A writer sets the flag and the risk by `UpdateItem`, never by `PutItem`: the row holds the policies of the subject, too.
 * It sets the flag to true when a critical finding opens, and removes it once none is open any more; it may write no
 * other attribute, which `dynamodb:Attributes` in its role says. While the flag is there,
 * nothing is granted without an approval and break glass is refused. A flag of another type than BOOL counts as set.
 */
export const SUBJECT_ROW = {
  /** Partition key (S): the subject as entitlements write it, exact and case-sensitive. */
  key: "subject",
  /** BOOL: a critical finding on the subject is open. Absent: none is. */
  criticalFinding: "critical_finding",
  /** N, 0 to 1; `risk_at` (S, RFC 3339) and `risk_reasons` (L of S) beside it. */
  risk: "risk",
  riskAt: "risk_at",
  riskReasons: "risk_reasons",
} as const;

/** Subjects that the detector warns of: an access log names users and services by their ids alone. */
export const WARNED_SUBJECTS = ["user:", "service:"] as const;

/** Attributes that a detector's role may write, the key among them, as `dynamodb:Attributes` asks. */
export const WARNING_ATTRIBUTES: readonly string[] = [
  SUBJECT_ROW.key,
  SUBJECT_ROW.criticalFinding,
  SUBJECT_ROW.risk,
  SUBJECT_ROW.riskAt,
  SUBJECT_ROW.riskReasons,
];
