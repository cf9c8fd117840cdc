import type { Problem } from "../errors.js";

/** Every error code of the Lambda contracts and of what a stack says of its functions, with what it means. `docs/errors.md` is generated from it. */
export const CONTRACT_ERROR_CODES = {
  CORDON_BROKER_OUTPUTS_REFUSED: "The outputs of a stack do not say which functions an access broker has.",
  CORDON_ENVIRONMENT_UNKNOWN: "An environment variable with our prefix is not in the function's contract.",
  CORDON_ENVIRONMENT_MISSING: "An environment variable that the function's contract requires is not set.",
  CORDON_ENVIRONMENT_INVALID: "An environment variable has a value that the function's contract refuses.",
} as const;

/** An error code of the Lambda contracts. */
export type ContractErrorCode = keyof typeof CONTRACT_ERROR_CODES;

/** A problem of the Lambda contracts. */
export type ContractProblem = Problem<ContractErrorCode>;
