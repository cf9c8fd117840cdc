import type { Problem } from "../errors.js";
import type { GuardrailErrorCode } from "../guardrails/error-codes.js";

/** Every error code of stating things about a network, with what it means. `docs/errors.md` is generated from it. */
export const CHECK_ERROR_CODES = {
  CORDON_EXPECTATION_INVALID: "The file of expectations does not fit its schema.",
  CORDON_EXPECTATION_NAME_UNKNOWN: "An expectation names an endpoint that the network does not have.",
  CORDON_EXPECTATION_TRAFFIC: "An expectation names a protocol or port that does not exist.",
  CORDON_EXPECTATION_REFUTED:
    "The network does what an expectation of the code says that it must not, or the other way round.",
  CORDON_EXPECTATION_UNKNOWN: "The code does not determine whether an expectation holds.",
  CORDON_GRANTABLE_FLOW_INVALID:
    "What the code says about a flow that a grant may open does not fit its schema.",
  CORDON_ENDPOINT_UNKNOWN: "A foothold or crown jewel is named that the network does not have.",
} as const;

/** An error code of stating things about a network, or of accepting what a guardrail finds in it. */
export type CheckErrorCode = keyof typeof CHECK_ERROR_CODES | GuardrailErrorCode;

/** A problem of stating things about a network, or of accepting what a guardrail finds in it. */
export type CheckProblem = Problem<CheckErrorCode>;
