import { conditionsTruth, type EvaluatedStatement, statementsOf } from "./evaluator.js";

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
 * Each Allow is judged by its conditions on `aws:CurrentTime` alone: all others may hold. So what the proof accepts,
 * AWS ends; a document with a part that the evaluator does not know is refused. Use it in the tests of your own rules.
 */
export function provesExpiry(document: unknown, window: ProvenWindow): ExpiryProof {
  const statements = statementsOf(document);
  if (statements === undefined) {
    const message = "the document has a form that the evaluator does not know";
    return { proven: false, failures: [{ statement: null, message }], untilTheDeadline: false };
  }
  const { activation, deadline } = window;
  const instants = [
    ...(activation === undefined ? [] : [activation - SECOND]),
    deadline,
    Math.min(deadline + SECOND, LAST_WRITTEN),
    // IAM writes no year after 9999.
    Math.min(deadline + YEAR, LAST_WRITTEN),
    null,
  ];
  const allows = statements
    .map((statement, index) => ({ statement, name: nameOf(statement, index) }))
    .filter(({ statement }) => statement.effect === "Allow");
  const failures = allows.flatMap(({ statement, name }) =>
    instants
      .filter((instant) => mayHold(statement, instant))
      .map((instant) => ({ statement: name, message: `it may allow ${inWords(instant)}` })),
  );
  return {
    proven: failures.length === 0,
    failures,
    untilTheDeadline: allows.every(({ statement }) => mayHold(statement, deadline - SECOND)),
  };
}

/** Whether the conditions of the statement may hold at an instant; null is a request without a time. */
function mayHold(statement: EvaluatedStatement, instant: number | null): boolean {
  const time = instant === null ? null : textOf(instant);
  const context = { values: { "aws:CurrentTime": time }, others: "unknown" } as const;
  return conditionsTruth(statement, context) !== "false";
}

function nameOf({ parts }: EvaluatedStatement, index: number): string {
  return typeof parts["Sid"] === "string" ? parts["Sid"] : String(index + 1);
}

function textOf(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function inWords(instant: number | null): string {
  return instant === null ? "a request that carries no time" : `at ${textOf(instant)}`;
}
