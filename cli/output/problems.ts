import { describeProblem, type Problem } from "../../core/errors.js";

/** So many problems are shown; whoever has more corrects these first. */
const MOST_PROBLEMS = 100;

/** The problems, one a line, cut to a number that people read. */
export function problemLines(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `${describeProblem(problem)}\n`);
  const cut = problems.length > MOST_PROBLEMS;
  return (cut ? `${problems.length} problems; the first ${MOST_PROBLEMS} are:\n` : "") + lines.join("");
}
