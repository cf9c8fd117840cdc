import { REASON_CODES } from "../language/decision.js";
import { ACCESS_POLICY_SCHEMA } from "../language/schema.js";

const NAME = { type: "string", minLength: 1, maxLength: 1024 };

const EXPECTATION = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  properties: {
    decision: { type: "string", enum: ["allow", "deny"] },
    reason: { type: "string", enum: [...REASON_CODES] },
    policy: { type: ["string", "null"] },
    obligations: { type: "array", items: { type: "object" } },
    validUntil: { type: ["string", "null"] },
  },
};

/** The JSON Schema (2020-12) of a scenario file, published as `schemas/policy-scenario.schema.json`. */
export const SCENARIO_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Cordon policy scenarios",
  type: "object",
  additionalProperties: false,
  required: ["version", "cases"],
  properties: {
    $schema: { type: "string", description: "Where editors find this schema" },
    version: { type: "number", enum: [1] },
    name: NAME,
    policies: ACCESS_POLICY_SCHEMA.properties.policies,
    policyFiles: { type: "array", minItems: 1, items: NAME, description: "Relative to the scenario file" },
    request: { type: "object", description: "The request that the cases change" },
    cases: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "expect"],
        properties: {
          name: NAME,
          request: { description: "The request of this case alone" },
          change: { type: "object", description: "A JSON Merge Patch (RFC 7396) to the request" },
          expect: EXPECTATION,
        },
      },
    },
  },
};
