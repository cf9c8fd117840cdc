/** What is left for writing the answer, in milliseconds. */
const MARGIN = 250;

/**
 * Runs with a signal that is aborted at the deadline, or shortly before the host would stop the program, whichever comes
 * first.
 *
 * @param remaining milliseconds until the host stops the program; Infinity where it does not
 */
export async function within<T>(
  milliseconds: number,
  remaining: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(0, Math.min(milliseconds, remaining - MARGIN)));
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
