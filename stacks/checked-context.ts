import { Ajv2020 } from "ajv/dist/2020.js";
import { accept, type Result, refuseAll } from "../core/errors.js";
import { schemaProblems } from "../core/json/schema-problems.js";

/** Every error code of the reference stacks' configuration. `docs/errors.md` is generated from it. */
export const CONFIG_ERROR_CODES = {
  CORDON_CONFIG_INVALID: "The context of cdktf.json does not fit the published schema.",
} as const;

/** An error code of the reference stacks' configuration. */
export type ConfigErrorCode = keyof typeof CONFIG_ERROR_CODES;

/** Where a key of the context stands, for messages. */
export function placeInContext(key: string): string {
  return `cdktf.json#/context/${key}`;
}

/**
 * What stands under a key of the context of cdktf.json, as its schema describes it.
 *
 * Problems: CORDON_CONFIG_INVALID, one for each wrong key or value, with its place in cdktf.json.
 */
export function checkedContext<T>(schema: object, context: unknown, key: string): Result<T, ConfigErrorCode> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
  const validate = ajv.compile<T>(schema);
  if (validate(context)) return accept(context);
  return refuseAll(schemaProblems(validate.errors ?? [], "CORDON_CONFIG_INVALID", placeInContext(key)));
}
