/**
 * One thing that is wrong with an input, in the five parts that every Cordon error has.
 *
 * `code` is stable and never reused; `docs/errors.md` lists all of them.
 */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  /** What is wrong, as a clause without a full stop: "the CIDR has host bits set". */
  readonly summary: string;
  /** The offending value, as the user wrote it. */
  readonly got: string;
  /** What would have been accepted. */
  readonly allowed: string;
  /** What to do now. */
  readonly fix: string;
  /**
   * Where it stands: a construct path, or a file with a JSON pointer or a line and column.
   * @default - unknown to the function that found it; the caller adds it with {@link locate}
   */
  readonly where?: string;
}

/** The answer to untrusted input: a value, or every problem that was found in it. */
export type Result<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem<Code>[] };

/** A successful {@link Result}. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A failed {@link Result}. */
export function refuse<Code extends string>(
  ...problems: Problem<Code>[]
): { readonly ok: false; readonly problems: readonly Problem<Code>[] } {
  return { ok: false, problems };
}

/** Longest part of an offending value that a message repeats, in characters. */
const LONGEST_QUOTE = 200;

/** The offending value as a message shows it: quoted, on one line, at most 200 characters. */
export function quote(value: unknown): string {
  let text: string;
  try {
    text = typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? String(value));
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}… (${text.length} characters)` : text;
}

/** The problem with its place filled in, unless an inner place is known already. */
export function locate<Code extends string>(problem: Problem<Code>, where: string): Problem<Code> {
  return problem.where === undefined ? { ...problem, where } : problem;
}

/** The problem as one line of text. */
export function describeProblem(problem: Problem): string {
  const place = problem.where === undefined ? "" : ` at ${problem.where}`;
  return `${problem.code}${place}: ${problem.summary}. Got: ${problem.got}. Allowed: ${problem.allowed}. Fix: ${problem.fix}.`;
}

/**
 * The only error that Cordon throws for a mistake of its user; anything else that escapes is a defect of Cordon.
 *
 * `code` is the code of the first problem; the message has one line a problem.
 */
export class CordonError extends Error {
  readonly code: string;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.name = "CordonError";
    this.code = problems[0]?.code ?? "CORDON_INTERNAL";
    this.problems = problems;
  }
}

/**
 * The value of a result, for callers for whom a problem is a programming mistake.
 *
 * @throws CordonError with every problem, located at `where`
 */
export function valueOrThrow<T>(result: Result<T>, where?: string): T {
  if (result.ok) return result.value;
  throw new CordonError(
    where === undefined ? result.problems : result.problems.map((problem) => locate(problem, where)),
  );
}
