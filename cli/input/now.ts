import { CordonError, quote } from "../../core/errors.js";
import { parseInstant } from "../../core/time/instant.js";

/** Every error code of the options that all commands share, with what it means. `docs/errors.md` is generated from it. */
export const OPTION_ERROR_CODES = {
  CORDON_INSTANT_REFUSED: "The text of --now is no instant with date, time and zone.",
  CORDON_OPTION_REFUSED: "The value of an option is not one that the option takes.",
} as const;

/**
 * The instant of `--now` in milliseconds since 1970; without one the clock's.
 * @throws CordonError CORDON_INSTANT_REFUSED for a text without date, time and zone, or of a day that no calendar has
 */
export function instantOf(text: string | undefined): number {
  return text === undefined ? Date.now() : parseInstant(instantText(text) as string);
}

/**
 * The instant of `--now`, as it was written; undefined where the option was left out.
 * @throws CordonError CORDON_INSTANT_REFUSED
 */
export function instantText(text: string | undefined): string | undefined {
  if (text === undefined || !Number.isNaN(parseInstant(text))) return text;
  throw new CordonError([
    {
      code: "CORDON_INSTANT_REFUSED",
      summary: "this is no instant",
      got: quote(text),
      allowed: "date, time and zone by RFC 3339",
      fix: "write 2026-01-31T12:00:00Z",
      where: "--now",
    },
  ]);
}
