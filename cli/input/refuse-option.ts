import { CordonError, quote } from "../../core/errors.js";

/** What is wrong with an option, and what it takes. */
export interface RefusedOption {
  /** The option, as "--minutes". */
  readonly where: string;
  /** What is wrong with it, as a clause. */
  readonly summary: string;
  /** The value. @default - the option was left out */
  readonly got?: string;
  readonly allowed: string;
  readonly fix: string;
}

/** The error of an option that the verb cannot use: CORDON_OPTION_REFUSED. */
export function refusedOption({ got, ...problem }: RefusedOption): CordonError {
  return new CordonError([
    { code: "CORDON_OPTION_REFUSED", got: got === undefined ? "nothing" : quote(got), ...problem },
  ]);
}
