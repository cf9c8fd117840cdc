import type { Problem } from "../errors.js";
import type { JsonErrorCode } from "../json/error-codes.js";

/** Every error code of just-in-time access, with what it means. `docs/errors.md` is generated from it. */
export const ACCESS_ERROR_CODES = {
  CORDON_ENTITLEMENT_INVALID: "A file of entitlements is not of the form that its schema states.",
  CORDON_ENTITLEMENT_DUPLICATE_ID: "Two entitlements have the same id.",
  CORDON_ENTITLEMENT_NO_ALLOW: "An entitlement allows nothing: it has no allow statement.",
  CORDON_ENTITLEMENT_STATEMENT:
    "A statement of an entitlement has both or neither of two keys, or a `not` key in an allow.",
  CORDON_ENTITLEMENT_VARIABLE:
    "A policy variable stands where IAM knows none, or where it would decide who the person is.",
  CORDON_ENTITLEMENT_OPERATOR: "A condition of an entitlement has an operator that IAM or its key refuses.",
  CORDON_ENTITLEMENT_CONDITION: "A condition of an entitlement has a key or value that IAM refuses there.",
  CORDON_ENTITLEMENT_DATE: "A date in a condition of an entitlement is not written YYYY-MM-DDTHH:MM:SSZ.",
  CORDON_ENTITLEMENT_TICKET: "The ticket pattern of an entitlement is not a regular expression.",
  CORDON_ENTITLEMENT_APPROVAL: "An entitlement needs approvals and names nobody who may give them.",
  CORDON_ENTITLEMENT_BREAK_GLASS: "Break glass would last longer than the entitlement itself may.",
  CORDON_ENTITLEMENT_WINDOW_EMPTY: "A time window opens and closes at the same wall clock.",
} as const;

/** An error code of just-in-time access. */
export type AccessErrorCode = keyof typeof ACCESS_ERROR_CODES;

/** A problem that reading entitlements finds. */
export type AccessProblem = Problem<AccessErrorCode | JsonErrorCode>;
