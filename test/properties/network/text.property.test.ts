import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkName, checkReason, groupNamePrefix, shortenReasons } from "../../../core/network/text.js";
import { runs } from "../../harness/property-runs.js";

/** The characters of the API reference, each one apart: the plain twin of the pattern. */
const ALLOWED = new Set(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-:/()#,@[]+=;{}!$*",
);
const mixed = fc.string({
  unit: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...ALLOWED) },
    { weight: 2, arbitrary: fc.constantFrom("->", "<-", "&", "'", '"', "|", "\n", "é", "→", "%", "<", ">") },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 300,
});

describe("checkReason", () => {
  it("takes exactly what the API reference lists, and suggests only what it would take", () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const result = checkReason(text);
        const sound =
          text.trim() !== "" &&
          text.length <= 255 &&
          [...text].every((character) => ALLOWED.has(character)) &&
          !/[$%]\{|#\{TfToken\[/.test(text);
        expect(result.ok).toBe(sound);
        if (result.ok) return;
        expect(result.problems).toHaveLength(1);
        const quoted = /^write (".*")$/s.exec(result.problems[0]?.fix ?? "")?.[1];
        if (quoted === undefined) return;
        const suggestion: unknown = JSON.parse(quoted.replace(/… \([0-9]+ characters\)$/, '"'));
        expect(checkReason(suggestion)).toEqual({ ok: true, value: suggestion });
      }),
      runs(1000),
    );
  });
});

describe("shortenReasons", () => {
  it("fits, and depends neither on order nor on repetition", () => {
    const reasons = fc.array(
      fc.string({ unit: fc.constantFrom("a", "b", " "), minLength: 1, maxLength: 255 }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(reasons, (given) => {
        const text = shortenReasons(given);
        expect(text.length).toBeLessThanOrEqual(255);
        expect(shortenReasons([...given].reverse())).toBe(text);
        expect(shortenReasons([...given, ...given])).toBe(text);
        expect(shortenReasons([text])).toBe(text);
      }),
    );
  });
});

describe("groupNamePrefix", () => {
  it("makes of checked names a prefix that EC2 takes, or refuses them", () => {
    const name = fc.oneof(
      fc.constantFrom("sg", "SG", "sga", "shop"),
      fc.string({ unit: fc.constantFrom(..."aZ9._-"), minLength: 1, maxLength: 63 }),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (parts) => {
        fc.pre(parts.every((part) => checkName(part, "segment").ok));
        const result = groupNamePrefix(...parts);
        const written = `${parts.join("-")}-`;
        expect(result.ok).toBe(written.length <= 229 && !written.toLowerCase().startsWith("sg-"));
        if (result.ok) expect(result.value).toBe(written);
      }),
    );
  });
});
