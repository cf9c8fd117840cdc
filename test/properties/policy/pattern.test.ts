import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textAtoms } from "../../../core/policy/analysis/text-atoms.js";
import { compilePattern, coversPattern, matchesPattern } from "../../../core/policy/language/pattern.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "./refutation.js";

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 10 });

/** The twin: a regular expression, which backtracks. */
function expressionMatches(wildcard: string, candidate: string): boolean {
  const parts = wildcard.split("*").map((literal) => literal.replaceAll(".", "\\."));
  return new RegExp(`^${parts.join("[^]*")}$`).test(candidate);
}

type Match = (wildcard: string, candidate: string) => boolean;
const engine: Match = (wildcard, candidate) => matchesPattern(compilePattern(wildcard), candidate);

const agreesWithExpression = (match: Match) =>
  fc.property(
    pattern,
    text,
    (wildcard, candidate) => match(wildcard, candidate) === expressionMatches(wildcard, candidate),
  );

describe("a wildcard", () => {
  it("matches what the regular expression does", () => {
    fc.assert(agreesWithExpression(engine), runs(5000));
  });

  it.each<[string, Match]>([
    [
      "lets the beginning and the end overlap",
      (wildcard, candidate) => {
        const [prefix = "", ...rest] = wildcard.split("*");
        return rest.length === 0
          ? wildcard === candidate
          : candidate.startsWith(prefix) && candidate.endsWith(rest.at(-1) ?? "");
      },
    ],
    [
      "forgets what stands between two stars",
      (wildcard, candidate) => {
        const [prefix = "", ...rest] = wildcard.split("*");
        return engine(rest.length === 0 ? wildcard : `${prefix}*${rest.at(-1) ?? ""}`, candidate);
      },
    ],
    [
      "ignores capitals and reads dots as any character",
      (wildcard, candidate) => new RegExp(`^${wildcard.replaceAll("*", ".*")}$`).test(candidate),
    ],
    ["is satisfied with the beginning", (wildcard, candidate) => engine(`${wildcard}*`, candidate)],
  ])("and a variant that %s is found out", (_, variant) => {
    expectRefuted(agreesWithExpression(variant));
  });

  it("takes a pathological pattern and a megabyte in its stride", () => {
    const repeated = "a".repeat(2 ** 20);
    expect(engine(`${"*a".repeat(1000)}*b`, repeated)).toBe(false);
    expect(engine(`*${"a".repeat(1000)}b*`, repeated)).toBe(false);
    expect(engine(`${"*a".repeat(1000)}*`, repeated)).toBe(true);
  });

  it("covers another exactly where every text of that one is its own", () => {
    const everyText = [
      "",
      ...["a", "b", "."].flatMap((one) => [
        one,
        ...["a", "b", "."].flatMap((two) => [one + two, `${one}${two}a`, `${one}${two}b`, `${one}${two}.`]),
      ]),
    ];
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { maxLength: 20 }), (wide, narrow, texts) => {
        const covers = coversPattern(compilePattern(wide), compilePattern(narrow));
        const counterexample = [...everyText, ...texts].find(
          (one) => engine(narrow, one) && !engine(wide, one),
        );
        // Where it covers there is none; where it does not, a character that neither knows gives one.
        if (covers) expect(counterexample).toBeUndefined();
        else expect(engine(wide, narrow.replaceAll("*", "z"))).toBe(false);
      }),
      runs(3000),
    );
  });
});

describe("the atoms of texts", () => {
  it("hold one text for every combination of patterns that some text matches", () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), text, (wildcards, candidate) => {
        if (candidate === "") return;
        const patterns = wildcards.map(compilePattern);
        const atoms = textAtoms(patterns);
        expect(atoms.complete).toBe(true);
        const combination = (one: string): string =>
          wildcards.map((wildcard) => engine(wildcard, one)).join();
        expect(atoms.texts.map(combination)).toContain(combination(candidate));
        expect(new Set(atoms.texts.map(combination)).size).toBe(atoms.texts.length);
      }),
      runs(500),
    );
  });
});
