import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../../../core/policy/engine/compiled-policy.js";
import {
  LARGEST_SIZE,
  type Names,
  namesOf,
  namesSubject,
  namesText,
} from "../../../core/policy/engine/index/names.js";
import { Sharing } from "../../../core/policy/engine/sharing.js";
import { matchSubject } from "../../../core/policy/engine/subject-pattern.js";
import { compilePattern, matchesAny } from "../../../core/policy/language/pattern.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { TRUE } from "../../../core/policy/language/truth.js";
import type { RequestSubject } from "../../../core/policy/request/request.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "./refutation.js";

/** Characters with a byte and one without; a `*` in a text of a request is a character like any other. */
const text = fc.stringMatching(/^[ab*ÿ\u0141]{0,5}$/);
const pattern = fc.stringMatching(/^[ab*ÿ\u0141]{1,4}$/);
const name = fc.stringMatching(/^[ab*ÿ]{1,3}$/);
const kind = fc.constantFrom("user", "service", "group");
const subjects = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant("*") },
    { weight: 9, arbitrary: fc.tuple(kind, name).map(([of, who]) => `${of}:${who}`) },
  ),
  { minLength: 1, maxLength: 3 },
);
const subject: fc.Arbitrary<RequestSubject> = fc.record({
  kind: fc.constantFrom("user", "service"),
  id: text,
  groups: fc.array(text, { maxLength: 2 }),
  groupsKnown: fc.constant(true),
});

function namesOfPolicy(
  policy: Partial<Pick<AccessPolicy, "actions" | "resources" | "subjects">>,
): Names | undefined {
  const { actions = ["a"], resources = ["r"], subjects = ["*"] } = policy;
  return namesOf(compilePolicy({ id: "p", effect: "allow", actions, resources, subjects }, 0, new Sharing()));
}

/** A list of names somewhere in the memory of an index. */
function placed(list: readonly number[]): [bytes: Uint8Array, start: number, end: number] {
  return [Uint8Array.from([7, 7, ...list, 42, 97]), 2, 2 + list.length];
}

/** Whether one of the patterns matches the text; undefined where they have no bytes. */
type Answer = (patterns: readonly string[], text: string) => boolean | undefined;

const answerOfBytes: Answer = (resources, one) => {
  const names = namesOfPolicy({ resources });
  return names === undefined ? undefined : namesText(...placed(names.resources), one);
};

const agreesWithPatterns = (answer: Answer) =>
  fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), text, (patterns, one) => {
    const got = answer(patterns, one);
    return got === undefined || got === matchesAny(patterns.map(compilePattern), one);
  });

describe("names as bytes", () => {
  it("stand for the texts that their patterns match", () => {
    fc.assert(agreesWithPatterns(answerOfBytes), runs(5000));
  });

  it.each<[string, (pattern: string, text: string) => boolean]>([
    ["takes a * for itself", (one, other) => one === other],
    [
      "lets beginning and end overlap",
      (one, other) => {
        const [prefix = "", suffix] = one.split("*");
        return suffix === undefined ? one === other : other.startsWith(prefix) && other.endsWith(suffix);
      },
    ],
    [
      "wants a * to stand for something",
      (one, other) =>
        matchesAny([compilePattern(one)], other) && (!one.includes("*") || other !== one.replace("*", "")),
    ],
    ["forgets the end", (one, other) => matchesAny([compilePattern(one.replace(/\*.+/, "*"))], other)],
    [
      "takes a * of the text for one of the name",
      (one, other) => matchesAny([compilePattern(one)], other) || matchesAny([compilePattern(other)], one),
    ],
  ])("and a variant that %s is found out", (_, variant) => {
    expectRefuted(agreesWithPatterns((patterns, one) => patterns.some((each) => variant(each, one))));
  });

  it("stand for the subjects that a policy names", () => {
    fc.assert(
      fc.property(subjects, subject, (named, one) => {
        const names = namesOfPolicy({ subjects: named });
        if (names === undefined) return true;
        const { subjects: patterns } = compilePolicy(
          { id: "p", effect: "allow", subjects: named, actions: ["a"], resources: ["r"] },
          0,
          new Sharing(),
        );
        return namesSubject(...placed(names.subjects), one) === (matchSubject(patterns, one) === TRUE);
      }),
      runs(5000),
    );
  });

  const longest = "x".repeat(255);
  it.each<[string, string[], boolean]>([
    ["a name as long as a byte can say", [longest], true],
    ["a longer one", [`${longest}x`], false],
    ["one with a * as long", [`${longest.slice(1)}*`], true],
    ["a longer one with a *", [`${longest}*`], false],
    ["the last character of a byte", ["\u00ff"], true],
    ["the first one beyond", ["\u0100"], false],
    ["two *", ["a*b*c"], false],
    ["two * side by side, which are one", ["a**c"], true],
    ["as many as fit", [longest, longest, longest, "x".repeat(LARGEST_SIZE - 3 * 257 - 2)], true],
    ["one byte too many", [longest, longest, longest, "x".repeat(LARGEST_SIZE - 3 * 257 - 1)], false],
  ])("hold %s, or do not", (_, names, haveBytes) => {
    const got = [
      namesOfPolicy({ actions: names }),
      namesOfPolicy({ resources: names }),
      namesOfPolicy({ subjects: names.map((one) => `group:${one}`) }),
    ];
    expect(got.map((one) => one !== undefined)).toEqual([haveBytes, haveBytes, haveBytes]);
  });
});
