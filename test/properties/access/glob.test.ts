import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "../../../core/iam/evaluate-condition.js";
import { containsGlob, globOf, globsMeet } from "../../../core/iam/glob.js";

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });

/** Every text of at most seven characters of which one, c, stands in no pattern. */
const TEXTS = ((): string[] => {
  const texts = [""];
  for (let from = 0, length = 0; length < 7; length += 1) {
    const to = texts.length;
    for (; from < to; from += 1) for (const character of "abc") texts.push(`${texts[from]}${character}`);
  }
  return texts;
})();

describe("containment of patterns against every short text", () => {
  it("holds exactly where every text of the narrow one is a text of the wide one", () => {
    fc.assert(
      fc.property(pattern, pattern, (wide, narrow) => {
        const brute = TEXTS.every((text) => !matches(narrow, text) || matches(wide, text));
        const contained = containsGlob(globOf(wide), globOf(narrow));
        // Patterns of six symbols differ, if at all, in a text of seven characters.
        expect(contained).toBe(brute);
      }),
      { numRuns: 400 },
    );
  });

  it("finds a common text exactly where there is one", () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const brute = TEXTS.some((text) => matches(one, text) && matches(other, text));
        if (brute) expect(globsMeet(globOf(one), globOf(other))).toBe(true);
        if (one.length + other.length <= 7) expect(globsMeet(globOf(one), globOf(other))).toBe(brute);
      }),
      { numRuns: 300 },
    );
  });
});
