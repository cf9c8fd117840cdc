import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDocumentJson, readJson } from "../../../core/json/read-json.js";

const READERS = { "that people wrote": readJson, "that a program wrote": readDocumentJson };

/** Code and place of the first problem; undefined where the text was read. */
function problemOf(read: ReturnType<typeof readJson>): string | undefined {
  if (read.ok) return undefined;
  const [problem] = read.problems;
  return `${problem?.code} ${problem?.where}`;
}

describe.each(Object.entries(READERS))("a JSON text %s", (_, read) => {
  it.each([
    ['{"a":1,}', "1:8"],
    ["[1 2]", "1:4"],
    ['{"a" 1}', "1:6"],
    ["[01]", "1:3"],
    ['"x\ny"', "1:1"],
    ["tru", "1:1"],
    ["{} {}", "1:4"],
    ['["a]', "1:2"],
    ["[1,]", "1:4"],
    ["{a:1}", "1:2"],
    ['{\n  "a": }', "2:8"],
    ['{\n  "a": ', "2:8"],
    ['{"a":"\\x"}', "1:6"],
    ["", "1:1"],
    ["[-]", "1:2"],
    ["\u00a0{}", "1:1"],
  ])("%j is refused with line and column", (text, place) => {
    expect(problemOf(read(text, "a.json"))).toBe(`CORDON_JSON_SYNTAX a.json:${place}`);
  });

  it("may begin with a byte order mark", () => {
    expect(read('\ufeff{"a":1}', "a.json")).toEqual({ ok: true, value: { a: 1 } });
  });

  it("is read as JSON.parse reads it, and what it refuses has a place", () => {
    const noisy = fc
      .tuple(fc.json({ maxDepth: 5 }), fc.nat(), fc.string({ maxLength: 1 }))
      .map(([json, where, noise]) => {
        const at = where % (json.length + 1);
        return json.slice(0, at) + noise + json.slice(at);
      });
    fc.assert(
      fc.property(noisy, (text) => {
        const result = read(text, "a.json");
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(problemOf(result)).toMatch(/^CORDON_JSON_SYNTAX a\.json:\d+:\d+$/);
          return;
        }
        if (result.ok) expect(result.value).toEqual(expected);
        else expect(problemOf(result)).toMatch(/^CORDON_JSON_DUPLICATE_KEY/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a key that stands twice", () => {
  const TEXT = '{"a":{"reach":false,\n"reach":true}}';

  it("is refused where people wrote it", () => {
    expect(problemOf(readJson(TEXT, "a.json"))).toBe("CORDON_JSON_DUPLICATE_KEY a.json:2:1");
  });

  it("counts with its last value where a program wrote it", () => {
    expect(readDocumentJson(TEXT, "a.json")).toEqual({ ok: true, value: { a: { reach: true } } });
  });
});

describe("a text that is nested a million levels deep", () => {
  it("is refused where people wrote it", () => {
    expect(problemOf(readJson("[".repeat(1_000_000), "a.json"))).toBe("CORDON_JSON_TOO_DEEP a.json:1:65");
  });

  it("is refused without line and column where a program wrote it and it ends too early", () => {
    expect(problemOf(readDocumentJson("[".repeat(1_000_000), "a.json"))).toBe("CORDON_JSON_SYNTAX a.json");
  });
});
