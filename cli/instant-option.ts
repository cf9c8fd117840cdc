import { CordonError, quote } from "../core/errors.js";
import type { PolicyProblem } from "../core/policy/error-codes.js";
import { parseInstant } from "../core/policy/instant.js";

/**
 * The instant of `--now`, as it was written; undefined where the option was left out.
 *
 * @throws CordonError CORDON_POLICY_INSTANT_MALFORMED
 */
export function instantText(text: string | undefined): string | undefined {
  if (text === undefined || !Number.isNaN(parseInstant(text))) return text;
  const problem: PolicyProblem = {
    code: "CORDON_POLICY_INSTANT_MALFORMED",
    summary: "this is no instant with a zone",
    got: quote(text),
    allowed: "RFC 3339 with Z or an offset",
    fix: "write for example 2027-01-01T00:00:00Z",
    where: "--now",
  };
  throw new CordonError([problem]);
}

/**
 * The instant of `--now` in milliseconds since 1970; without it the clock's.
 *
 * @throws CordonError CORDON_POLICY_INSTANT_MALFORMED
 */
export function instantOrClock(text: string | undefined): number {
  return text === undefined ? Date.now() : parseInstant(instantText(text) as string);
}
