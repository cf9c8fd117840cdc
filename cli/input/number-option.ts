import { refusedOption } from "./refuse-option.js";

/** What an option takes for its number. */
export interface NumberOption {
  readonly where: string;
  /** What is wrong with anything else, as a clause. */
  readonly summary: string;
  readonly allowed: string;
  readonly fix: string;
  /** @default - any number */
  readonly most?: number;
}

/**
 * The number of an option, 0 or more.
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function numberOption(text: string, { most, ...problem }: NumberOption): number {
  const number = Number(text);
  const inRange = number >= 0 && number <= (most ?? Number.MAX_VALUE);
  if (text.trim() !== "" && inRange) return number;
  throw refusedOption({ got: text, ...problem });
}
