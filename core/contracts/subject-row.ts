/**
 * The rows of subjects (`user:<id>`, `service:<id>`) that the policy engine and the access broker read, and that whoever
 * watches writes.
 *
 * A writer sets the flag by `UpdateItem` of this one attribute, never by `PutItem`: the row holds the policies and the
 * risk of the subject, too. It sets the flag to true when a critical finding opens, and removes it once none is open any
 * more; it may write no other attribute, which `dynamodb:Attributes` in its role can say. While the flag is there,
 * nothing is granted without an approval and break glass is refused. A flag of another type than BOOL counts as set.
 */
export const SUBJECT_ROW = {
  /** Partition key (S): the subject as entitlements write it, exact and case-sensitive. */
  key: "subject",
  /** BOOL: a critical finding on the subject is open. Absent: none is. */
  criticalFinding: "critical_finding",
} as const;
