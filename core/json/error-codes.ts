/** Every error code of reading JSON, with what it means. `docs/errors.md` is generated from it. */
export const JSON_ERROR_CODES = {
  CORDON_JSON_SYNTAX: "The text is not JSON (RFC 8259).",
  CORDON_JSON_DUPLICATE_KEY: "An object has the same key twice, and readers disagree on which one counts.",
  CORDON_JSON_TOO_DEEP: "Objects and lists are nested deeper than any file of Cordon needs.",
} as const;

/** An error code of reading JSON. */
export type JsonErrorCode = keyof typeof JSON_ERROR_CODES;
