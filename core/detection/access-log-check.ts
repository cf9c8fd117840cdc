import { accept, quote, type Result, refuse, refuseAll } from "../errors.js";
import { pointerStep } from "../json/pointer.js";
import { isJsonObject } from "../json/values.js";
import { parseInstant } from "../time/instant.js";
import { ACCESS_LOG_FIELDS, type AccessLogField, type AccessLogRecord } from "./access-log.js";
import { TIMESTAMP_PATTERN } from "./access-log-schema.js";
import type { DetectionErrorCode, DetectionProblem } from "./error-codes.js";

const TIMESTAMP = new RegExp(TIMESTAMP_PATTERN);

/**
 * Whether a value is an access-log record: the same answer as the JSON schema, without a schema compiler, because
 * Lambdas call it.
 *
 * Problems: CORDON_ACCESS_LOG_RECORD_INVALID, one for each field that is missing, wrong or none of ours.
 */
export function checkAccessLogRecord(value: unknown): Result<AccessLogRecord, DetectionErrorCode> {
  if (!isJsonObject(value)) {
    return refuse(
      invalid("", "an access-log record is an object", value, "an object with the fields of the record"),
    );
  }
  const names = ACCESS_LOG_FIELDS.map(({ name }) => name as string);
  const problems = Object.keys(value)
    .filter((name) => !names.includes(name))
    .map((name) => invalid(name, "this field is unknown", name, names.join(", ")));
  for (const field of ACCESS_LOG_FIELDS) {
    if (!Object.hasOwn(value, field.name)) {
      problems.push(invalid(field.name, "this field is missing", undefined, allowedIn(field)));
    } else if (!isAllowed(field, value[field.name])) {
      problems.push(invalid(field.name, "this value is refused", value[field.name], allowedIn(field)));
    }
  }
  return problems.length > 0 ? refuseAll(problems) : accept(value as unknown as AccessLogRecord);
}

function isAllowed(field: AccessLogField, value: unknown): boolean {
  if (value === null) return field.nullable;
  switch (field.type) {
    case "timestamp":
      return isTimestamp(value);
    case "double":
      return typeof value === "number" && value >= field.minimum && value <= field.maximum;
    case "string":
      if (typeof value !== "string") return false;
      if (field.values !== undefined) return field.values.includes(value);
      // JSON schema counts characters, not UTF-16 units.
      return [...value].length <= field.maximumLength && (field.nullable || value !== "");
  }
}

/** An instant of the calendar: 30 February fits the pattern, but is none. */
function isTimestamp(value: unknown): boolean {
  if (typeof value !== "string" || !TIMESTAMP.test(value)) return false;
  const milliseconds = parseInstant(value);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === value;
}

function allowedIn(field: AccessLogField): string {
  const orNull = field.nullable ? ", or null" : "";
  switch (field.type) {
    case "timestamp":
      return `an instant such as 2026-03-01T09:30:00.000Z${orNull}`;
    case "double":
      return `a number from ${field.minimum} to ${field.maximum}${orNull}`;
    case "string":
      return field.values === undefined
        ? `a text of ${field.nullable ? "at most" : "1 to"} ${field.maximumLength} characters${orNull}`
        : `${field.values.join(" or ")}${orNull}`;
  }
}

function invalid(field: string, summary: string, got: unknown, allowed: string): DetectionProblem {
  return {
    code: "CORDON_ACCESS_LOG_RECORD_INVALID",
    summary,
    got: got === undefined ? "nothing" : quote(got),
    allowed,
    fix: "make records with accessLogRecord()",
    where: `access-log record#${pointerStep(field)}`,
  };
}
