import type { Problem } from "../../errors.js";
import type { JsonErrorCode } from "../../json/error-codes.js";
import type { NetworkErrorCode } from "../../network/error-codes.js";

/** Every error code of the policy capability, with what it means. `docs/errors.md` is generated from it. */
export const POLICY_ERROR_CODES = {
  CORDON_POLICY_UNKNOWN_KEY:
    "An access policy has a key that means nothing: a typing error would disable a condition.",
  CORDON_POLICY_MISSING_KEY: "An access policy lacks a key that it needs.",
  CORDON_POLICY_WRONG_TYPE: "A value of an access policy is of another JSON type.",
  CORDON_POLICY_VALUE_NOT_ALLOWED: "A value of an access policy is not one of those that are allowed there.",
  CORDON_POLICY_EMPTY:
    "A list, text or condition of an access policy is empty: nothing could ever satisfy it.",
  CORDON_POLICY_TOO_LONG: "A text of an access policy is longer than any name is.",
  CORDON_POLICY_DUPLICATE_ID: "Two access policies have the same id.",
  CORDON_POLICY_ID_RESERVED:
    "The id of an access policy starts with row: or grant:, which mark the policies of the registry in answers and records.",
  CORDON_POLICY_SUBJECT_MALFORMED:
    "A subject of an access policy is neither * nor user:, service: or group: with a name.",
  CORDON_POLICY_INSTANT_MALFORMED: "An instant is not an RFC 3339 date and time with a zone.",
  CORDON_POLICY_ZONE_UNKNOWN: "A time zone is not in the IANA database.",
  CORDON_POLICY_WALL_CLOCK_MALFORMED: "A wall clock is not written HH:MM from 00:00 to 23:59.",
  CORDON_POLICY_DATE_MALFORMED: "A holiday is not a date written YYYY-MM-DD.",
  CORDON_POLICY_WINDOW_EMPTY: "A time window opens and closes at the same wall clock.",
  CORDON_POLICY_COUNTRY_MALFORMED: "A country is not an ISO 3166-1 alpha-2 code in upper case.",
  CORDON_POLICY_PATH_MALFORMED: "The path of an attribute is neither subject.<name> nor context.<path>.",
  CORDON_POLICY_HEAD_ACTION:
    "An access policy names HEAD requests, which are http:GET to the policies: it would decide nothing.",
  CORDON_POLICY_INPUT_UNREADABLE:
    "A file or directory given to `cordon policy` cannot be read, or holds nothing to read.",
} as const;

/** An error code of the policy capability. */
export type PolicyErrorCode = keyof typeof POLICY_ERROR_CODES;

/** A problem that reading access policies finds. */
export type PolicyProblem = Problem<PolicyErrorCode | NetworkErrorCode | JsonErrorCode>;
