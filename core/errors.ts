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

/** A failed {@link Result} with every problem of a list, which may be longer than a function has arguments. */
export function refuseAll<Code extends string>(
  problems: readonly Problem<Code>[],
): { readonly ok: false; readonly problems: readonly Problem<Code>[] } {
  return { ok: false, problems };
}

/** Longest part of an offending value that a message repeats, in characters before escaping. */
const LONGEST_QUOTE = 200;

/**
 * Characters that nobody sees, or that change how the line around them looks: controls, formats (zero-width,
 * right-to-left), unassigned ones and every separator but the space.
 */
const UNSEEN = /(?! )[\p{C}\p{Z}]/gu;

/** The character as JSON escapes it: one \u sequence a UTF-16 unit. */
function escapeUnseen(character: string): string {
  const units = character.split("");
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}

/**
 * The offending value as a message shows it: quoted, on one line, its first 200 characters.
 *
 * What nobody could see is escaped, as in "10.0.0.0/8\u00a0"; so a value can neither hide its fault nor rewrite
 * the log or the terminal that shows it.
 */
export function quote(value: unknown): string {
  const text = textOf(value);
  if (text.length <= LONGEST_QUOTE) return text.replace(UNSEEN, escapeUnseen);
  const whole = text.slice(0, LONGEST_QUOTE).replace(/[\uD800-\uDBFF]$/, "");
  return `${whole.replace(UNSEEN, escapeUnseen)}… (${text.length} characters)`;
}

function textOf(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  // JSON has no NaN and no infinity; it would write null, which the user did not.
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** The problem with its place filled in, unless an inner place is known already. */
export function locate<Code extends string>(problem: Problem<Code>, where: string): Problem<Code> {
  return problem.where === undefined ? { ...problem, where } : problem;
}

/** A fix may be a question ("did you mean …?"), which ends by itself. */
function asSentence(fix: string): string {
  return fix.endsWith("?") ? fix : `${fix}.`;
}

/** The problem as one line of text. */
export function describeProblem(problem: Problem): string {
  const place = problem.where === undefined ? "" : ` at ${problem.where}`;
  return `${problem.code}${place}: ${problem.summary}. Got: ${problem.got}. Allowed: ${problem.allowed}. Fix: ${asSentence(problem.fix)}`;
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
