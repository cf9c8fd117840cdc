import { Ajv2020, type DefinedError } from "ajv/dist/2020.js";
import type { PolicyProblem } from "./error-codes.js";
import { POLICY_FORMATS } from "./formats.js";
import { schemaProblem } from "./schema-problem.js";

/** Finds every violation of a schema in a parsed file; messages place it at `source#pointer`. */
export type SchemaCheck = (value: unknown, source: string) => PolicyProblem[];

/** Compiles a JSON Schema that uses {@link POLICY_FORMATS}; tens of milliseconds, so once per schema. */
export function schemaCheck(schema: object): SchemaCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  for (const [name, check] of Object.entries(POLICY_FORMATS)) {
    ajv.addFormat(name, (text: string) => check(text) === undefined);
  }
  const validate = ajv.compile(schema);
  return (value, source) => {
    if (validate(value)) return [];
    // An `if` that fails says nothing: what its `then` found is among the errors.
    const errors = (validate.errors ?? []).filter((error) => error.keyword !== "if") as DefinedError[];
    return errors.map((error) => schemaProblem(error, source));
  };
}
