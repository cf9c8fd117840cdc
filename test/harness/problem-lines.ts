import { CordonError, describeProblem, type Problem, type Result } from "../../core/errors.js";

/** The problems as a user reads them, one line each. */
export function linesOf(problems: readonly Problem[]): string {
  return problems.map(describeProblem).join("\n");
}

/** The problems of an input that must be refused, as a user reads them. */
export function refusalOf<T>(result: Result<T>): string {
  return result.ok ? `accepted: ${JSON.stringify(result.value)}` : linesOf(result.problems);
}

/** The message of the CordonError that the call must throw. */
export function messageOf(call: () => unknown): string {
  try {
    return `returned: ${JSON.stringify(call())}`;
  } catch (error) {
    // Anything but a CordonError is a defect: a user would see a stack trace for a mistake of theirs.
    if (error instanceof CordonError) return error.message;
    throw error;
  }
}
