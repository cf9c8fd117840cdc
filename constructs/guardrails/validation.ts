import { CordonError, describeProblem, type Problem } from "../../core/errors.js";

/** The problems as CDKTF's validations want them: a line each; what cannot be read at all is one of them. */
export function problemsOf(find: () => readonly Problem[]): string[] {
  try {
    return find().map(describeProblem);
  } catch (error) {
    if (error instanceof CordonError) return error.problems.map(describeProblem);
    throw error;
  }
}
