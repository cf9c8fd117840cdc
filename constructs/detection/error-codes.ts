import type { Problem } from "../../core/errors.js";

/** Every error code of the constructs of detection, with what it means. `docs/errors.md` is generated from it. */
export const DETECTOR_ERROR_CODES = {
  CORDON_DETECTOR_SETTING_REFUSED: "A setting of an anomaly detector cannot be used.",
} as const;

/** An error code of the constructs of detection. */
export type DetectorErrorCode = keyof typeof DETECTOR_ERROR_CODES;

/** A problem of the constructs of detection. */
export type DetectorProblem = Problem<DetectorErrorCode>;
