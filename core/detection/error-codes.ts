import type { Problem } from "../errors.js";

/** Every error code of the detection capability, with what it means. `docs/errors.md` is generated from it. */
export const DETECTION_ERROR_CODES = {
  CORDON_ACCESS_LOG_RECORD_INVALID: "A value is not an access-log record.",
  CORDON_ACCESS_LOG_NAME_REFUSED: "A name of the access log is one that Athena or Glue refuses.",
  CORDON_ACCESS_LOG_SETTING_REFUSED: "A setting of the access log is outside what AWS accepts.",
} as const;

/** An error code of the detection capability. */
export type DetectionErrorCode = keyof typeof DETECTION_ERROR_CODES;

/** A problem of the detection capability. */
export type DetectionProblem = Problem<DetectionErrorCode>;
