import { CordonError, quote } from "../core/errors.js";

/** Every error code of the options that all commands share, with what it means. `docs/errors.md` is generated from it. */
export const OPTION_ERROR_CODES = {
  CORDON_INSTANT_REFUSED: "The text of --now is no instant with date, time and zone.",
} as const;

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant of `--now` in milliseconds since 1970; without one the clock's.
 * @throws CordonError CORDON_INSTANT_REFUSED for a text without date, time and zone, or of a day that no calendar has
 */
export function instantOf(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const [, year, month, day] = INSTANT.exec(text) ?? [];
  const milliseconds = Date.parse(text);
  const calendarDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (Number.isNaN(milliseconds) || calendarDay.getUTCDate() !== Number(day)) {
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
  return milliseconds;
}
