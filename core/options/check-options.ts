import { CordonError, type Problem } from "../errors.js";
import { faultsOf, type OptionFault, type OptionKind } from "./option-kind.js";

/** Whose options or argument are checked. */
export interface CheckedOptions<Code extends string = string> {
  /** "the access log": the one that cannot have an option. */
  readonly subject: string;
  readonly code: Code;
  readonly kind: OptionKind;
  /** Name of the argument. @default - the options themselves, whose name nobody needs */
  readonly argument?: string;
  /** Where an option stands: a construct path, or a path of the options. */
  readonly where: (at: string) => string;
}

/**
 * Everything that is wrong with options or an argument as a program hands them over, with or without a type checker.
 *
 * `undefined` is as good as nothing: the default, or a missing option. A null is a value, and no kind takes it.
 */
export function optionProblems<Code extends string>(
  given: unknown,
  { subject, code, kind, argument = "", where }: CheckedOptions<Code>,
): Problem<Code>[] {
  return faultsOf(kind, given, argument).map((fault) => {
    const at = fault.at === "" ? "options" : fault.at;
    return {
      code,
      summary: summaryOf(fault, subject, at),
      got: fault.got,
      allowed: fault.allowed,
      fix: fault.fix ?? `correct ${at}`,
      where: where(fault.at),
    };
  });
}

/** @throws CordonError with everything that is wrong at once */
export function checkOptions<Code extends string>(given: unknown, checked: CheckedOptions<Code>): void {
  const problems = optionProblems(given, checked);
  if (problems.length > 0) throw new CordonError(problems);
}

function summaryOf({ what }: OptionFault, subject: string, at: string): string {
  switch (what) {
    case "wrong":
      return `${subject} cannot have ${at === "options" ? "these" : "this"} ${at}`;
    case "unknown":
      return `${subject} has no ${at}`;
    case "missing":
      return `${subject} needs ${at}`;
  }
}
