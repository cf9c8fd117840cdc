import type { Problem } from "../../../core/errors.js";

/** Every error code of asking a deployed broker, with what it means. `docs/errors.md` is generated from it. */
export const BROKER_CLIENT_ERROR_CODES = {
  CORDON_BROKER_CREDENTIALS:
    "There are no AWS credentials to ask the broker with, or AWS does not take them.",
  CORDON_BROKER_DENIED: "IAM does not let the caller invoke the function, or assume the role.",
  CORDON_BROKER_FUNCTION_MISSING: "There is no function of the name that the outputs say.",
  CORDON_BROKER_FUNCTION_FAILED: "The function of the broker ended with an error instead of an answer.",
  CORDON_BROKER_ANSWER_UNKNOWN: "The function answers what this version of the command does not know.",
  CORDON_BROKER_REFUSED: "AWS refuses the call, whatever is tried again.",
  CORDON_BROKER_UNREACHABLE: "AWS cannot be reached.",
} as const;

/** An error code of asking a deployed broker. */
export type BrokerClientErrorCode = keyof typeof BROKER_CLIENT_ERROR_CODES;

/** A problem of asking a deployed broker. */
export type BrokerClientProblem = Problem<BrokerClientErrorCode>;
