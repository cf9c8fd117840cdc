import type { Problem } from "../../core/errors.js";

/** Every error code of the bundled functions, with what it means. `docs/errors.md` is generated from it. */
export const FUNCTION_ERROR_CODES = {
  CORDON_FUNCTION_CODE_MISSING: "There is neither the source of a function nor its prebuilt bundle.",
  CORDON_FUNCTION_BUILD_FAILED: "The source of a function cannot be bundled.",
  CORDON_FUNCTION_TOO_LARGE: "The bundle of a function is larger than its contract allows.",
  CORDON_FUNCTION_MODULE_FORBIDDEN: "The bundle of a function holds a module that has no place in a Lambda.",
  CORDON_FUNCTION_FILE_REFUSED: "A file of a function's archive has a name that is taken or refused.",
  CORDON_FUNCTION_SETTING_REFUSED: "A setting of a function is outside what AWS Lambda accepts.",
  CORDON_FUNCTION_CONDITION_MISSING:
    "A permission of a function's contract lacks the condition that bounds it.",
  CORDON_FUNCTION_RESOURCE_MISSING: "A permission of a function's contract has no resource.",
} as const;

/** An error code of the bundled functions. */
export type FunctionErrorCode = keyof typeof FUNCTION_ERROR_CODES;

/** A problem of the bundled functions. */
export type FunctionProblem = Problem<FunctionErrorCode>;
