import { describe, expect, it } from "vitest";
import { SHA256, TEXT, wholeNumber } from "../../../core/contracts/variable.js";
import { describeProblem } from "../../../core/errors.js";
import { optionProblems } from "../../../core/options/check-options.js";
import { given } from "../../../core/options/given.js";
import {
  either,
  FLAG,
  FUNCTION,
  listOf,
  number,
  orToken,
  recordOf,
  secret,
  text,
  word,
} from "../../../core/options/kinds.js";
import { type OptionKind, optional } from "../../../core/options/option-kind.js";
import { options } from "../../../core/options/shape.js";

interface Door {
  readonly name: string;
  readonly floor?: number;
  readonly locks?: readonly { readonly key: string }[];
}
const DOOR = options<Door>({
  name: orToken(text(TEXT)),
  floor: optional(number(wholeNumber(0, 9))),
  locks: optional(listOf(options<{ key: string }>({ key: text(TEXT) }))),
});

const problems = (value: unknown, kind: OptionKind = DOOR) =>
  optionProblems(value, { subject: "the door", code: "CODE", kind, where: () => "house/door" }).map(
    describeProblem,
  );

describe("options", () => {
  it.each([
    { name: "front" },
    { name: "front", floor: undefined },
    { name: "front", floor: 0, locks: [] },
    { name: "${TfToken[TOKEN.0]}" },
    { name: "front", locks: [{ key: "a" }] },
  ])("takes %j", (value) => expect(problems(value)).toEqual([]));

  it.each([
    [
      undefined,
      "CODE at house/door: the door needs options. Got: nothing. Allowed: an object with name, floor, locks. Fix: correct options.",
    ],
    [
      null,
      "CODE at house/door: the door cannot have these options. Got: null. Allowed: an object with name, floor, locks. Fix: correct options.",
    ],
    [
      [],
      "CODE at house/door: the door cannot have these options. Got: []. Allowed: an object with name, floor, locks. Fix: correct options.",
    ],
    [
      {},
      "CODE at house/door: the door needs name. Got: nothing. Allowed: a text that is not empty, or a Terraform value. Fix: set name.",
    ],
    [
      { name: "a", flor: 1 },
      'CODE at house/door: the door has no flor. Got: "flor". Allowed: name, floor, locks. Fix: did you mean "floor"?',
    ],
    [
      { name: "a", colour: 1 },
      'CODE at house/door: the door has no colour. Got: "colour". Allowed: name, floor, locks. Fix: delete it, or correct its name.',
    ],
    [
      { name: "a", floor: NaN },
      "CODE at house/door: the door cannot have this floor. Got: NaN. Allowed: a whole number from 0 to 9. Fix: correct floor.",
    ],
    [
      { name: "a", floor: null },
      "CODE at house/door: the door cannot have this floor. Got: null. Allowed: a whole number from 0 to 9. Fix: correct floor.",
    ],
    [
      { name: "a", locks: [{ key: 1 }] },
      "CODE at house/door: the door cannot have this locks[0].key. Got: 1. Allowed: a text that is not empty. Fix: correct locks[0].key.",
    ],
    [
      { name: "a", locks: [{ key: "${a.b}" }] },
      'CODE at house/door: the door cannot have this locks[0].key. Got: "${a.b}". Allowed: a text that is not empty. Fix: write it as a literal: it is needed before deployment.',
    ],
  ])("refuses %j", (value, line) => expect(problems(value)).toEqual([line]));

  it("says everything that is wrong at once", () =>
    expect(problems({ floor: -1, lock: [] })).toHaveLength(3));

  it.each([new Map([["name", "front"]]), Promise.resolve({ name: "front" }), new Set(), new Date(0)])(
    "refuses %o, whose content is not an option and would count for nothing",
    (value) => {
      const kind = options<Partial<Door>>({
        name: optional(text(TEXT)),
        floor: optional(FLAG),
        locks: optional(FLAG),
      });
      expect(problems(value, kind)).toEqual([expect.stringContaining("the door cannot have these options.")]);
      expect(problems(value, recordOf(text(TEXT)))).toHaveLength(1);
    },
  );

  it("takes options of a class, of a frozen object and of one without a prototype", () => {
    class House {
      readonly name = "front";
    }
    for (const value of [
      new House(),
      Object.freeze({ name: "front" }),
      Object.assign(Object.create(null), { name: "front" }),
    ])
      expect(problems(value)).toEqual([]);
  });

  it("names a construct by its path, and does not take one for options", () =>
    expect(problems({ node: { path: "shop/vpc" } })[0]).toContain('Got: the construct "shop/vpc".'));
});

describe("kinds", () => {
  it.each<[string, OptionKind, readonly unknown[], readonly unknown[]]>([
    ["a number", number(wholeNumber(1, 5)), [1, 5], ["1", 0, 6, 1.5, NaN, Infinity, 1n, [1], true]],
    ["a word", word("low", "high"), ["low"], ["LOW", "", "lo", ["low"], 1]],
    ["a flag", FLAG, [true, false], ["true", 0, null]],
    ["a function", FUNCTION, [() => 1], [{}, "f"]],
    [
      "a list",
      listOf(FLAG, { atLeast: 1, atMost: 2 }),
      [[true], [true, false]],
      [[], [1], [true, true, true], {}, "true", new Array(1)],
    ],
    ["a record", recordOf(text(TEXT)), [{}, { a: "b" }], [[], { a: 1 }, { a: undefined }, null, "a"]],
    ["one of two", either(FLAG, number(wholeNumber(1, 2))), [true, 1], ["true", 3]],
    ["a text", text(TEXT), ["a"], ["", " ", 1, ["a"], "${a.b}", { toString: () => "a" }]],
    ["a text or a token", orToken(text(SHA256)), ["${a.b}", "a".repeat(64)], ["a", "A".repeat(64)]],
  ])("%s", (_, kind, taken, refused) => {
    for (const value of taken) expect(problems(value, kind)).toEqual([]);
    for (const value of refused) expect(problems(value, kind).length).toBeGreaterThan(0);
  });

  it("suggests a word", () =>
    expect(problems("HIGH", word("low", "high"))[0]).toContain('did you mean "high"?'));

  it("keeps a secret", () => {
    expect(problems("hunter2", secret(text(SHA256)))[0]).toContain("Got: a text of 7 characters.");
    expect(problems(["hunter2"], listOf(secret(text(SHA256))))[0]).not.toContain("hunter2");
  });
});

it("undefined takes nothing's place", () => {
  expect({ a: 1, b: 2, ...given<{ a?: number | undefined; b?: number }>({ a: undefined, b: 3 }) }).toEqual({
    a: 1,
    b: 3,
  });
  expect(given(undefined)).toEqual({});
});
