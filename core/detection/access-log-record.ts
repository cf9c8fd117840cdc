import {
  ACCESS_LOG_FIELDS,
  type AccessLogField,
  type AccessLogRecord,
  type StringField,
} from "./access-log.js";
import { maskPath, maskSecrets } from "./mask.js";

/** What the policy engine knows of a decision; what is absent becomes null. */
export type AccessLogFacts = {
  readonly [Name in keyof AccessLogRecord as null extends AccessLogRecord[Name]
    ? never
    : Name]: AccessLogRecord[Name];
} & {
  readonly [Name in keyof AccessLogRecord as null extends AccessLogRecord[Name] ? Name : never]?:
    | AccessLogRecord[Name]
    | undefined;
};

/** How many times a field's maximum length is searched for secrets; a mask is shorter than what it hides. */
const LONGEST_SEARCHED = 16;

/** Control characters, and halves of surrogate pairs, which not every JSON reader takes. */
const UNWRITABLE = /[\p{Cc}\p{Cs}]/gu;

/** Stands where a required text is empty, so that the record of a broken request is not lost. */
const UNKNOWN = "unknown";

/**
 * The record of a decision: the fields of the schema and nothing else (an allow-list), texts masked
 * ({@link maskSecrets}, {@link maskPath}) and cut to their maximum length, numbers outside their range left out.
 *
 * The answer is always a valid record, because a record that is refused is a decision that nobody sees. `ts` must be an
 * instant as Date.prototype.toISOString writes it, in the years 0 to 9999.
 */
export function accessLogRecord(facts: AccessLogFacts): AccessLogRecord {
  const fields: readonly AccessLogField[] = ACCESS_LOG_FIELDS;
  const given = facts as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    fields.map((field) => [field.name, fieldValue(field, given[field.name])]),
  ) as AccessLogRecord;
}

/** The record as the line that goes to standard output, with its line break. */
export function accessLogLine(record: AccessLogRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function fieldValue(field: AccessLogField, value: unknown): unknown {
  const absent = field.nullable ? null : UNKNOWN;
  switch (field.type) {
    case "timestamp":
      return value;
    case "double":
      if (typeof value !== "number" || !(value >= field.minimum && value <= field.maximum)) return null;
      // JSON has no negative zero: the sum is a positive one.
      return value + 0;
    case "string":
      if (typeof value !== "string") return absent;
      return field.values === undefined ? loggable(value, field) || absent : value;
  }
}

/** Masked, printable and short. What is far too long is cut before it is searched: a caller may send megabytes. */
function loggable(value: string, field: StringField): string {
  const text = value.slice(0, field.maximumLength * LONGEST_SEARCHED);
  const masked = field.masksQuery === true ? maskPath(text) : maskSecrets(text);
  return [...masked.replace(UNWRITABLE, "\uFFFD")].slice(0, field.maximumLength).join("");
}
