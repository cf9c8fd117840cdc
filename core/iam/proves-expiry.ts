import type { Truth } from "./evaluate-condition.js";
import { conditionTruths, type EvaluatedStatement, statementsOf } from "./evaluator.js";

/** One way in which a document may allow something outside its window. */
export interface ExpiryFailure {
  /** The `Sid` of the statement, or its number from one; null: the whole document. */
  readonly statement: string | null;
  readonly message: string;
}

/** What is known of the end of a document's permissions. */
export interface ExpiryProof {
  /** Whether nothing is allowed from the deadline on, nor before the start where one is given. */
  readonly proven: boolean;
  readonly failures: readonly ExpiryFailure[];
  /** Whether each Allow may still hold one second before the deadline. */
  readonly untilTheDeadline: boolean;
}

/** The window that is proven; instants in milliseconds since 1970. */
export interface ProvenWindow {
  /** @default - what is allowed before the window is not looked at */
  readonly activation?: number;
  readonly deadline: number;
}

const SECOND = 1000;
const YEAR = 366 * 86_400 * SECOND;
const LAST_WRITTEN = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Proves that a policy document allows nothing from the deadline on: not at it, nor a second or a year later, nor
 * where a request carries no time, whatever its action, resource and other context.
 *
 * Each Allow is judged by its conditions on `aws:CurrentTime` alone: all others may hold. One condition must end it at
 * all of these, because what two conditions only do together the next change of one of them undoes. So what the proof
 * accepts, AWS ends; a document with a part that the evaluator does not know is refused. Use it in the tests of your
 * own rules.
 */
export function provesExpiry(document: unknown, window: ProvenWindow): ExpiryProof {
  const statements = statementsOf(document);
  if (statements === undefined) {
    const message = "the document has a form that the evaluator does not know";
    return { proven: false, failures: [{ statement: null, message }], untilTheDeadline: false };
  }
  const { activation, deadline } = window;
  // IAM writes no year after 9999.
  const after = [0, SECOND, YEAR].map((later) => Math.min(deadline + later, LAST_WRITTEN));
  const allows = statements
    .map((statement, index) => ({ statement, name: nameOf(statement, index) }))
    .filter(({ statement }) => statement.effect === "Allow");
  const failures = allows.flatMap(({ statement, name }): ExpiryFailure[] => {
    const found: ExpiryFailure[] = [];
    if (!oneEnds(statement, [...after, null])) {
      const message = `no one of its conditions ends it at ${textOf(deadline)} for good`;
      found.push({ statement: name, message });
    }
    if (activation !== undefined && !oneEnds(statement, [activation - SECOND, null])) {
      found.push({ statement: name, message: `it may hold before ${textOf(activation)}` });
    }
    return found;
  });
  return {
    proven: failures.length === 0,
    failures,
    untilTheDeadline: allows.every(
      ({ statement }) => !truthsAt(statement, deadline - SECOND).includes("false"),
    ),
  };
}

/** Whether one and the same condition is false at all of the instants; null is a request without a time. */
function oneEnds(statement: EvaluatedStatement, instants: readonly (number | null)[]): boolean {
  const truths = instants.map((instant) => truthsAt(statement, instant));
  return (truths[0] ?? []).some((_, index) => truths.every((at) => at[index] === "false"));
}

function truthsAt(statement: EvaluatedStatement, instant: number | null): readonly Truth[] {
  const time = instant === null ? null : textOf(instant);
  return conditionTruths(statement, { values: { "aws:CurrentTime": time }, others: "unknown" });
}

function nameOf({ parts }: EvaluatedStatement, index: number): string {
  return typeof parts["Sid"] === "string" ? parts["Sid"] : String(index + 1);
}

function textOf(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
