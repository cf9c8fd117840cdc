import type { Problem } from "../errors.js";

/** Every error code of the detection capability, with what it means. `docs/errors.md` is generated from it. */
export const DETECTION_ERROR_CODES = {
  CORDON_ACCESS_LOG_RECORD_INVALID: "A value is not an access-log record.",
  CORDON_ACCESS_LOG_NAME_REFUSED: "A name of the access log is one that Athena or Glue refuses.",
  CORDON_ACCESS_LOG_SETTING_REFUSED: "A setting of the access log is outside what AWS accepts.",
  CORDON_SQL_LITERAL_REFUSED: "A value cannot be written into SQL as a literal of its type.",
  CORDON_SQL_NAME_REFUSED: "A name of a table or column is one that Athena and DuckDB do not read alike.",
  CORDON_LOG_MISSING: "The path or glob of the access log matches no file.",
  CORDON_LOG_UNREADABLE: "A file of the access log is cut off, damaged, or in a form that is not read.",
  CORDON_LOG_COLUMN_MISSING: "The access log lacks a column without which nothing can be detected.",
  CORDON_LOG_COLUMN_MISTYPED: "A column of the access log has another type than the record.",
  CORDON_DETECTION_STATE_UNUSABLE:
    "The state folder of detection cannot be read or written, or holds what Cordon did not write.",
  CORDON_DETECTION_FINDING_UNKNOWN: "No finding of that id is in the state.",
  CORDON_DETECTION_RULE_UNKNOWN: "No rule of detection has that id, or a setting is not one of the rule.",
  CORDON_DETECTION_SURROUNDINGS_REFUSED: "The file of surroundings is not one that the rules take.",
  CORDON_DETECTION_SUPPRESSION_INVALID:
    "A suppression lacks a reason or an expiry, or names a rule that does not exist.",
  CORDON_DETECTION_RULE_FILE_INVALID:
    "A team's rule lacks something, is outside what both dialects read alike, or fails a case of its own.",
  CORDON_DETECTION_ANSWER_REFUSED: "What is said of a finding lacks a reason, or is not one of the answers.",
  CORDON_DETECTION_EVENT_REFUSED: "The detector was sent an event that it does not know.",
  CORDON_QUERY_FAILED: "The engine refused a statement, or broke it off.",
  CORDON_QUERY_CANCELLED: "A statement was stopped before its end.",
  CORDON_QUERY_CELL_INVALID: "A cell of an answer is none of the type that the statement declares.",
} as const;

/** An error code of the detection capability. */
export type DetectionErrorCode = keyof typeof DETECTION_ERROR_CODES;

/** A problem of the detection capability. */
export type DetectionProblem = Problem<DetectionErrorCode>;
