/** Groups that one line names; more are counted. */
const MOST_NAMED = 4;

/** "which of a, b it names is not known". */
export function whichOf(groups: readonly string[], does: string): string {
  const [only] = groups;
  if (groups.length === 1) return `whether ${does} ${only} is not known`;
  const named = groups.slice(0, MOST_NAMED).join(", ");
  const more = groups.length - MOST_NAMED;
  return `which of ${named}${more > 0 ? ` and ${more} more` : ""} ${does} is not known`;
}
