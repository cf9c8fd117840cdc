import fc from "fast-check";
import { expect } from "vitest";

/**
 * Asserts that a property refutes the wrong variant that it was built with.
 *
 * A guard that lets a mutant pass proves nothing about the product. The property must answer `false` for the
 * mutant: one that merely throws would be caught by any test, so it does not count.
 */
export function expectRefuted<Inputs>(property: fc.IProperty<Inputs>): void {
  const run = fc.check(property, { numRuns: 5000, seed: 20_260_101, endOnFailure: true });
  expect(run.failed, "the property lets the mutant pass").toBe(true);
  expect(String(run.errorInstance)).toContain("Property failed by returning false");
}
