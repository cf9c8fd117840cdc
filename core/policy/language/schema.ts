import { ATTRIBUTE_OPERATORS, WEEKDAYS } from "./policy.js";

/** Longest id, in characters. */
const LONGEST_ID = 256;
/** Longest pattern or value, in characters: the longest resource name that AWS has (IAM quotas, ARN). */
const LONGEST_TEXT = 2048;
const LONGEST_JUSTIFICATION = 4096;
const LONGEST_PATH = 512;

const SCALAR = { type: ["string", "number", "boolean"], maxLength: LONGEST_TEXT };

/** A list of texts of which one is enough; an empty one could never be satisfied. */
function alternatives(items: object, description: string): object {
  return { type: "array", minItems: 1, items, description };
}

const PATTERN = { type: "string", minLength: 1, maxLength: LONGEST_TEXT };
const INSTANT = { type: "string", format: "date-time" };
const COUNTRY = { type: "string", format: "country" };
const CIDR = { type: "string", format: "cidr" };
const WALL_CLOCK = { type: "string", format: "wall-clock" };

/** What the value of an attribute condition may be, by operator. */
const VALUE_BY_OPERATOR = [
  {
    if: { type: "object", properties: { operator: { enum: ["in", "notIn"] } }, required: ["operator"] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: { type: "object", properties: { value: { type: "array", minItems: 1, items: SCALAR } } },
  },
  {
    if: {
      type: "object",
      properties: { operator: { enum: ["<", "<=", ">", ">="] } },
      required: ["operator"],
    },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: { type: "object", properties: { value: { type: ["number", "string"], maxLength: LONGEST_TEXT } } },
  },
  {
    if: {
      type: "object",
      properties: { operator: { enum: ["==", "!=", "contains"] } },
      required: ["operator"],
    },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: { type: "object", properties: { value: SCALAR } },
  },
];

/** A closed object: a key that it does not know would be a condition that nobody checks. */
function closed(properties: object, rest: object = {}): object {
  return { type: "object", additionalProperties: false, properties, ...rest };
}

const CONDITIONS = closed({
  time: closed(
    {
      zone: { type: "string", format: "time-zone", description: "IANA time zone, for example Europe/Berlin" },
      days: alternatives({ type: "string", enum: [...WEEKDAYS] }, "Days on which the window opens"),
      from: { ...WALL_CLOCK, description: "Wall clock at which the window opens, inclusive" },
      to: {
        ...WALL_CLOCK,
        description: "Wall clock at which it closes, exclusive; before `from` on the next day",
      },
      holidays: {
        type: "array",
        items: { type: "string", format: "local-date" },
        description: "Local dates on which the window does not open",
      },
    },
    { required: ["zone"], dependentRequired: { from: ["to"], to: ["from"] } },
  ),
  location: closed(
    {
      countries: alternatives(COUNTRY, "One of these countries"),
      notCountries: { type: "array", items: COUNTRY },
    },
    { minProperties: 1 },
  ),
  network: closed(
    { cidrs: alternatives(CIDR, "In one of these blocks"), notCidrs: { type: "array", items: CIDR } },
    { minProperties: 1 },
  ),
  device: closed(
    { registered: { type: "boolean" }, postureAtLeast: { type: "number" } },
    { minProperties: 1 },
  ),
  authentication: closed(
    {
      assuranceAtLeast: { type: "number", minimum: 0 },
      methods: alternatives(
        { type: "string", minLength: 1, maxLength: LONGEST_TEXT },
        "One of these methods",
      ),
      maxAgeSeconds: { type: "number", minimum: 0 },
    },
    { minProperties: 1 },
  ),
  risk: closed({ atMost: { type: "number" }, afterStepUp: { type: "number" } }, { required: ["atMost"] }),
  justified: { type: "boolean" },
  attributes: alternatives(
    closed(
      {
        path: { type: "string", format: "attribute-path", maxLength: LONGEST_PATH },
        operator: { type: "string", enum: [...ATTRIBUTE_OPERATORS] },
        value: {},
      },
      { required: ["path", "operator", "value"], allOf: VALUE_BY_OPERATOR },
    ),
    "Comparisons, all of which must hold",
  ),
});

const POLICY = closed(
  {
    id: { type: "string", format: "policy-id", minLength: 1, maxLength: LONGEST_ID },
    effect: { type: "string", enum: ["allow", "deny"] },
    subjects: alternatives(
      { type: "string", format: "subject", maxLength: LONGEST_TEXT },
      "user:<id>, service:<id>, group:<name> or *",
    ),
    actions: alternatives(PATTERN, "Actions, with * for any run of characters"),
    resources: alternatives(PATTERN, "Resources, with * for any run of characters"),
    notBefore: { ...INSTANT, description: "Valid from, inclusive" },
    expiresAt: { ...INSTANT, description: "Valid until, exclusive" },
    justification: { type: "string", maxLength: LONGEST_JUSTIFICATION, description: "Why the policy exists" },
    when: CONDITIONS,
  },
  { required: ["id", "effect", "subjects", "actions", "resources"] },
);

/**
 * The JSON Schema (2020-12) of a file of access policies, published as `schemas/access-policy.schema.json`.
 *
 * Formats that JSON Schema does not define (`cidr`, `time-zone`, …) are those of `POLICY_FORMATS`.
 */
export const ACCESS_POLICY_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Cordon access policies",
  type: "object",
  additionalProperties: false,
  required: ["version", "policies"],
  properties: {
    $schema: { type: "string", description: "Where editors find this schema" },
    version: { type: "number", enum: [1] },
    policies: { type: "array", items: POLICY },
  },
};
