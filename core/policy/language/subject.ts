/** What stands before the colon of a subject of a policy. */
export const SUBJECT_KINDS = ["user", "service", "group"] as const;

/** One of these kinds. */
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Whether the text is "*" or a kind, a colon and at least one character. */
export function isSubjectText(text: string): boolean {
  return text === "*" || /^(?:user|service|group):./su.test(text);
}
