/**
 * How often the properties run: `few` by default, where a change is tried out; `full` in `npm run test:properties`;
 * or a number of runs for all of them.
 */
const { CORDON_PROPERTY_RUNS = "few" } = process.env;

/** Enough to exercise every line; a rare counterexample takes the full number. */
const FEW = 50;

/** The parameters of a property that runs so many times in full. Mutants that must be refuted do not ask here. */
export function runs(full: number): { numRuns: number } {
  if (CORDON_PROPERTY_RUNS === "full") return { numRuns: full };
  return { numRuns: CORDON_PROPERTY_RUNS === "few" ? Math.min(full, FEW) : Number(CORDON_PROPERTY_RUNS) };
}
