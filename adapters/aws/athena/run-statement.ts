import { queryCancelled, queryFailed } from "../../../services/anomaly-detector/query-problem.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import type { AthenaCalls, AthenaPlace, AthenaTime } from "./ports.js";

/** What the steps of a statement have in hand. */
export interface AthenaRun {
  readonly calls: AthenaCalls;
  readonly time: AthenaTime;
  readonly place: AthenaPlace;
}

/** One statement for Athena. */
export interface AthenaStatement {
  /** The statement's id, for errors. */
  readonly id: string;
  /** Which statement of the run it is; it tells tokens apart. */
  readonly number: number;
  /** The text of an attempt, counted from 1: what writes must not write twice to one place. */
  readonly text: (attempt: number) => string;
  readonly signal: AbortSignal | undefined;
}

/** Waits between looks at a query, and between repeats of a call, in milliseconds. */
const WAITS = { first: 200, factor: 1.5, longest: 5000 } as const;
const ATTEMPTS = 3;

/**
 * Runs a statement to its end.
 *
 * A query that failed for a reason of Athena's own is started again with a token of its own: the same token would give
 * back the query that failed.
 *
 * @returns the execution's id, and the attempt that succeeded
 * @throws CordonError CORDON_QUERY_FAILED, CORDON_QUERY_CANCELLED
 */
export async function runStatement(
  run: AthenaRun,
  statement: AthenaStatement,
): Promise<{ readonly execution: string; readonly attempt: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const execution = await start(run, statement, attempt);
    const failure = await finish(run, statement, execution);
    if (failure === undefined) return { execution, attempt };
    if (!failure.again || attempt === ATTEMPTS) {
      throw queryFailed("Athena", statement.id, failure.reason, fixOf(failure));
    }
    await pause(run, statement, undefined, waitAfter(attempt));
  }
}

/** A call that Athena may throttle, repeated until the deadline. @throws CordonError */
export async function patiently<T>(
  run: AthenaRun,
  statement: Pick<AthenaStatement, "id" | "signal">,
  execution: string | undefined,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (error.kind !== "throttled") {
        throw queryFailed("Athena", statement.id, error.message, "correct what Athena says is wrong");
      }
    }
    // Up to half as long again, so that detectors that were throttled together do not come back together.
    await pause(run, statement, execution, waitAfter(attempt) * (1 + run.time.random() / 2));
  }
}

function start(run: AthenaRun, statement: AthenaStatement, attempt: number): Promise<string> {
  const { workgroup, database, run: token } = run.place;
  return patiently(run, statement, undefined, () =>
    run.calls.start({
      QueryString: statement.text(attempt),
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
      ClientRequestToken: `${token}-${statement.number}-${attempt}`,
      // An answer of before would hide what happened since.
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    }),
  );
}

interface Failure {
  readonly reason: string;
  /** Whether Athena says that another attempt may succeed. */
  readonly again: boolean;
}

/** Waits for the end of a query; what it answers with is why it failed. */
async function finish(
  run: AthenaRun,
  statement: AthenaStatement,
  execution: string,
): Promise<Failure | undefined> {
  for (let look = 1; ; look += 1) {
    await pause(run, statement, execution, waitAfter(look));
    const found = await patiently(run, statement, execution, () => run.calls.execution(execution));
    const { State, StateChangeReason = "Athena gives no reason", AthenaError } = found?.Status ?? {};
    if (State === "SUCCEEDED") return undefined;
    if (State === "FAILED") return { reason: StateChangeReason, again: AthenaError?.Retryable === true };
    if (State === "CANCELLED") {
      const fix = /bytes scanned|limit/i.test(StateChangeReason)
        ? "raise the workgroup's cutoff, or read fewer days at a time"
        : "find out who stopped it, and run it again";
      throw queryCancelled(statement.id, StateChangeReason, fix);
    }
  }
}

/** Waits, and stops the query where its time is over or nobody wants it any more. @throws CordonError */
async function pause(
  { calls, time, place }: AthenaRun,
  { id, signal }: Pick<AthenaStatement, "id" | "signal">,
  execution: string | undefined,
  milliseconds: number,
): Promise<void> {
  const left = place.deadline - time.now();
  if (left > 0 && signal?.aborted !== true) await time.wait(Math.min(milliseconds, left));
  const aborted = signal?.aborted === true;
  if (!aborted && time.now() < place.deadline) return;
  // It costs what it scans. That it cannot be stopped changes nothing: the cutoff of the workgroup holds.
  if (execution !== undefined) await calls.stop(execution).catch(() => {});
  throw aborted
    ? queryCancelled(id)
    : queryCancelled(
        id,
        "the deadline of the run",
        "raise the cutoff of the function, or read less at a time",
      );
}

function waitAfter(attempt: number): number {
  return Math.min(WAITS.first * WAITS.factor ** (attempt - 1), WAITS.longest);
}

function fixOf({ again }: Failure): string {
  return again
    ? "Athena had trouble of its own, several times; the next run tries again"
    : "report it with this reason; it is a defect of the statement or of the table's definition";
}
