import { type AccessAnswer, transportDenial } from "./access-answer.js";
import type { DecisionPorts } from "./ports.js";

/**
 * The answer, or a denial when the deadline comes first or something breaks: it never throws and never waits longer
 * than the signal allows, whether or not those who work on the answer look at it.
 *
 * @param signal aborted at the deadline
 */
export async function withinDeadline(
  answer: Promise<AccessAnswer>,
  signal: AbortSignal,
  ports: Pick<DecisionPorts, "report">,
): Promise<AccessAnswer> {
  const settled = answer.catch((defect: unknown) => {
    ports.report(defect);
    return transportDenial("internal_error");
  });
  let stop = (): void => {};
  const deadline = new Promise<AccessAnswer>((resolve) => {
    stop = () => resolve(transportDenial("deadline_exceeded"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([settled, deadline]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
