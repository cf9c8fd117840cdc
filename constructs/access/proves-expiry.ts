import {
  type ExpiryProof,
  type ProvenWindow,
  provesExpiry as proofOf,
} from "../../core/iam/proves-expiry.js";
import { checkOptions } from "../../core/options/check-options.js";
import { value } from "../../core/options/kinds.js";
import { type OptionKind, optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import type { JitErrorCode } from "./error-codes.js";

/** The last millisecond that IAM can write. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const INSTANT: OptionKind = value(
  "milliseconds since 1970, such as Date.parse(deadline), of a year up to 9999",
  (given) => typeof given === "number" && given >= 0 && given <= LAST,
);

const WINDOW = {
  subject: "the proof",
  code: "CORDON_TIME_BOUND_SETTING_REFUSED" satisfies JitErrorCode,
  kind: options<ProvenWindow>({ deadline: INSTANT, activation: optional(INSTANT) }),
  argument: "window",
  where: () => "provesExpiry",
} as const;

/**
 * Proves that an IAM policy document allows nothing from its deadline on: not at it, nor a second or a year later,
 * whatever the request. It shares no code with what builds Cordon's documents; use it in the tests of your own.
 *
 * @param document the policy as an object (`JSON.parse` of its text); what the evaluator does not know is not proven
 * @param window deadline and, where what is allowed before it counts too, activation, in milliseconds since 1970
 * @throws CordonError CORDON_TIME_BOUND_SETTING_REFUSED for a window that is none
 */
export function provesExpiry(document: unknown, window: ProvenWindow): ExpiryProof {
  checkOptions(window, WINDOW);
  return proofOf(document, window);
}
