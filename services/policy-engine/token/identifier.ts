/** Longest id of a subject, session or device, in UTF-16 units; what the access log keeps of one. */
const LONGEST_IDENTIFIER = 256;

/** Control characters, and halves of surrogate pairs, which databases replace: two ids would become one. */
const UNUSABLE = /[\p{Cc}\p{Cs}]/u;

/** Whether a value of a claim can stand for somebody or something. */
export function isIdentifier(value: unknown): value is string {
  return (
    typeof value === "string" && value !== "" && value.length <= LONGEST_IDENTIFIER && !UNUSABLE.test(value)
  );
}
