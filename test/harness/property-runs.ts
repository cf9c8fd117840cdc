/**
 * How often the properties run: `few` by default, where a change is tried out; `full` in `npm run test:properties`;
 * or a number of runs for all of them.
 */
const { CORDON_PROPERTY_RUNS = "few" } = process.env;

/**
 * Enough to exercise every line; a rare counterexample takes the full number. A fifth of that at most: where it is small,
 * a run is expensive.
 */
const FEW = 50;
const few = (full: number): number => Math.min(Math.max(3, Math.ceil(full / 5)), FEW);

/** The parameters of a property that runs so many times in full. Mutants that must be refuted do not ask here. */
export function runs(full: number): { numRuns: number } {
  if (CORDON_PROPERTY_RUNS === "full") return { numRuns: full };
  return { numRuns: CORDON_PROPERTY_RUNS === "few" ? few(full) : Number(CORDON_PROPERTY_RUNS) };
}
