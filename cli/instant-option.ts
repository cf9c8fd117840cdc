import { CordonError, quote } from "../core/errors.js";
import type { PolicyProblem } from "../core/policy/error-codes.js";
import { parseInstant } from "../core/policy/instant.js";

/**
 * The instant that an option names, as it was written; undefined where the option was left out.
 *
 * @throws CordonError CORDON_POLICY_INSTANT_MALFORMED
 */
export function instantOption(option: string, text: string | undefined): string | undefined {
  if (text === undefined || !Number.isNaN(parseInstant(text))) return text;
  const problem: PolicyProblem = {
    code: "CORDON_POLICY_INSTANT_MALFORMED",
    summary: "this is no instant with a zone",
    got: quote(text),
    allowed: "RFC 3339 with Z or an offset",
    fix: "write for example 2027-01-01T00:00:00Z",
    where: option,
  };
  throw new CordonError([problem]);
}
