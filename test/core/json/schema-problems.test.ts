import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemaProblems } from "../../../core/json/schema-problems.js";
import { suggest } from "../../../core/json/suggest.js";
import { linesOf } from "../../harness/problem-lines.js";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["name", "zones"],
  properties: {
    name: { type: "string", pattern: "^[a-z]+$", description: "lower-case letters" },
    zones: { type: "array", minItems: 1, items: { type: "string" }, description: "one zone or more" },
    nat: { enum: ["none", "single", "per-zone", 7] },
    days: { type: "integer", minimum: 1 },
    tags: {
      type: "object",
      additionalProperties: { type: "string", description: "a text" },
      propertyNames: {
        maxLength: 8,
        not: { pattern: "^aws:" },
        description: "at most 8 characters, not aws:",
      },
    },
    nothing: { type: "object", additionalProperties: false },
    backend: {
      type: "object",
      required: ["type"],
      properties: { type: { enum: ["local", "s3"] } },
      if: { type: "object", properties: { type: { const: "s3" } } },
      // biome-ignore lint/suspicious/noThenProperty: "then" is the JSON schema keyword; nobody awaits a schema.
      then: { required: ["bucket"], properties: { bucket: { type: "string" } } },
    },
    "a/b~c": { type: "integer" },
  },
} as const;

const validate = new Ajv2020({ allErrors: true, verbose: true, strict: true }).compile(SCHEMA);

/** What a user reads who wrote `more` beside a sound name and zones. */
function problemsOf(more: object, base: object = { name: "shop", zones: ["a"] }): string {
  if (validate({ ...base, ...more })) return "";
  return linesOf(schemaProblems(validate.errors ?? [], "CORDON_CONFIG_INVALID", "file.json#"));
}
const line = (place: string, summary: string, got: string, allowed: string, fix: string): string =>
  `CORDON_CONFIG_INVALID at file.json#${place}: ${summary}. Got: ${got}. Allowed: ${allowed}. Fix: ${fix}${fix.endsWith("?") ? "" : "."}`;
const KEYS = "name, zones, nat, days, tags, nothing, backend, a/b~c";

describe("schemaProblems", () => {
  it.each<[string, object, string]>([
    ["nothing wrong", {}, ""],
    [
      "a misspelled key",
      { zonse: ["a"] },
      line("/zonse", "this key is unknown", '"zonse"', KEYS, 'did you mean "zones"?'),
    ],
    [
      "a key in capitals",
      { DAYS: 1 },
      line("/DAYS", "this key is unknown", '"DAYS"', KEYS, 'did you mean "days"?'),
    ],
    ["a strange key", { colour: 1 }, line("/colour", "this key is unknown", '"colour"', KEYS, "delete it")],
    [
      "a key that JSON pointers escape",
      { "x/y~z": 1 },
      line("/x~1y~0z", "this key is unknown", '"x/y~z"', KEYS, "delete it"),
    ],
    [
      "a key where there may be none",
      { nothing: { a: 1 } },
      line("/nothing/a", "this key is unknown", '"a"', "no keys at all", "delete it"),
    ],
    [
      "a wrong type",
      { days: "30" },
      line("/days", "a value of another type is needed", '"30"', "integer", "write a value of that type"),
    ],
    [
      "a number too small",
      { days: 0 },
      line("/days", "this value must be >= 1", "0", "1", "correct the value"),
    ],
    [
      "a text of another form",
      { name: "Shop" },
      line(
        "/name",
        'this value must match pattern "^[a-z]+$"',
        '"Shop"',
        "lower-case letters",
        "correct the value",
      ),
    ],
    [
      "an empty list",
      { zones: [] },
      line(
        "/zones",
        "this is empty",
        "[]",
        "at least one entry (one zone or more)",
        "name at least one, or leave the key out",
      ),
    ],
    [
      "a wrong value of a list",
      { zones: ["a", 7] },
      line("/zones/1", "a value of another type is needed", "7", "string", "write a value of that type"),
    ],
    [
      "a misspelled choice",
      { nat: "singel" },
      line(
        "/nat",
        "this value is not allowed here",
        '"singel"',
        '"none", "single", "per-zone", 7',
        'did you mean "single"?',
      ),
    ],
    [
      "a choice that is not a text",
      { nat: true },
      line(
        "/nat",
        "this value is not allowed here",
        "true",
        '"none", "single", "per-zone", 7',
        "write one of the allowed values",
      ),
    ],
    [
      "what only a condition demands",
      { backend: { type: "s3" } },
      line("/backend", 'the key "bucket" is missing', '["type"]', "an object with bucket", 'add "bucket"'),
    ],
    [
      "a key that a map refuses",
      { tags: { "aws:x": "1" } },
      line(
        "/tags/aws:x",
        "this key is refused",
        '"aws:x"',
        "at most 8 characters, not aws:",
        "choose another key",
      ),
    ],
    [
      "a key that a map refuses twice over",
      { tags: { "aws:longer": "1" } },
      line(
        "/tags/aws:longer",
        "this key is refused",
        '"aws:longer"',
        "at most 8 characters, not aws:",
        "choose another key",
      ),
    ],
    [
      "two problems",
      { days: 0, nat: "no" },
      [
        line(
          "/nat",
          "this value is not allowed here",
          '"no"',
          '"none", "single", "per-zone", 7',
          'did you mean "none"?',
        ),
        line("/days", "this value must be >= 1", "0", "1", "correct the value"),
      ].join("\n"),
    ],
  ])("%s", (_, more, message) => {
    expect(problemsOf(more)).toBe(message);
  });

  it("names what is missing and what is there", () => {
    expect(problemsOf({}, { name: "shop" })).toBe(
      line("", 'the key "zones" is missing', '["name"]', "one zone or more", 'add "zones"'),
    );
  });
  it("says of no object at all what it should be", () => {
    validate("shop");
    expect(linesOf(schemaProblems(validate.errors ?? [], "CORDON_CONFIG_INVALID", "file.json#"))).toBe(
      line("", "a value of another type is needed", '"shop"', "object", "write a value of that type"),
    );
  });
});

describe("suggest", () => {
  it.each<[string, string[], string | undefined]>([
    ["fronted", ["frontend", "app", "db"], "frontend"],
    ["FRONTEND", ["app", "frontend"], "frontend"],
    ["NAME", ["vpc", "name"], "name"],
    ["nmae", ["vpc", "name"], "name"],
    ["ap", ["app", "db"], "app"],
    ["bd", ["db"], undefined],
    ["ui", ["db", "app"], undefined],
    ["web", ["app", "db"], undefined],
    ["colour", ["name", "zones"], undefined],
    ["", ["db"], undefined],
    ["db", [], undefined],
    ["d".repeat(65), ["d".repeat(64)], undefined],
  ])("%j among %j: %j", (word, known, suggestion) => {
    expect(suggest(word, known)).toBe(suggestion === undefined ? undefined : `did you mean "${suggestion}"?`);
  });
});
