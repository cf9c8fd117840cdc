import { Ajv2020 } from "ajv/dist/2020.js";
import { type SchemaFault, schemaProblems } from "../../json/schema-problems.js";
import type { PolicyErrorCode, PolicyProblem } from "./error-codes.js";
import { POLICY_FORMATS } from "./formats.js";

/** Finds every violation of a schema in a parsed file; messages place it at `source#pointer`. */
export type SchemaCheck = (value: unknown, source: string) => PolicyProblem[];

const CODES: Readonly<Record<SchemaFault, PolicyErrorCode>> = {
  "unknown key": "CORDON_POLICY_UNKNOWN_KEY",
  "missing key": "CORDON_POLICY_MISSING_KEY",
  "wrong type": "CORDON_POLICY_WRONG_TYPE",
  "value not allowed": "CORDON_POLICY_VALUE_NOT_ALLOWED",
  empty: "CORDON_POLICY_EMPTY",
  "too long": "CORDON_POLICY_TOO_LONG",
};

/** Compiles a JSON Schema that uses {@link POLICY_FORMATS}; tens of milliseconds, so once per schema. */
export function schemaCheck(schema: object): SchemaCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  for (const [name, check] of Object.entries(POLICY_FORMATS)) {
    ajv.addFormat(name, (text: string) => check(text) === undefined);
  }
  const validate = ajv.compile(schema);
  return (value, source) =>
    validate(value)
      ? []
      : schemaProblems<PolicyProblem["code"]>(validate.errors ?? [], CODES, `${source}#`, POLICY_FORMATS);
}
