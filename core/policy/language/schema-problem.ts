import type { DefinedError } from "ajv/dist/2020.js";
import { type Problem, quote } from "../../errors.js";
import { suggest } from "../../json/schema-problems.js";
import type { PolicyErrorCode, PolicyProblem } from "./error-codes.js";
import { POLICY_FORMATS } from "./formats.js";

/** The part of a schema that messages quote. */
interface DescribedSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, DescribedSchema>>;
}

/** One violation of the schema of access policies, in words and with its JSON pointer. */
export function schemaProblem(error: DefinedError, source: string): PolicyProblem {
  const where = `${source}#${error.instancePath}`;
  const schema = (error.parentSchema ?? {}) as DescribedSchema;
  const got = shown(error.data);
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(error.params.additionalProperty, Object.keys(schema.properties ?? {}), where);
    case "required":
    case "dependentRequired":
      return missingKey(error.params.missingProperty, schema, where);
    case "format":
      return { ...formatProblem(error.params.format, String(error.data)), where };
    case "enum": {
      const { allowedValues } = error.params;
      const near =
        typeof error.data === "string" ? suggest(error.data, allowedValues.map(String)) : undefined;
      return {
        code: "CORDON_POLICY_VALUE_NOT_ALLOWED",
        summary: "this value is not allowed here",
        got,
        allowed: allowedValues.map(shown).join(", "),
        fix: near ?? "write one of the allowed values",
        where,
      };
    }
    case "type":
      return {
        code: "CORDON_POLICY_WRONG_TYPE",
        summary: `a value of another type is needed${about(schema)}`,
        got,
        allowed: [error.params.type].flat().join(" or "),
        fix: "write a value of that type",
        where,
      };
    case "minItems":
    case "minLength":
    case "minProperties":
      return {
        code: "CORDON_POLICY_EMPTY",
        summary: `this is empty${about(schema)}`,
        got,
        allowed: "at least one entry",
        fix: "name at least one, or leave the key out",
        where,
      };
    case "maxLength":
      return {
        code: "CORDON_POLICY_TOO_LONG",
        summary: "this text is too long",
        got,
        allowed: `at most ${error.params.limit} characters`,
        fix: "shorten it",
        where,
      };
    default:
      return {
        code: "CORDON_POLICY_VALUE_NOT_ALLOWED",
        summary: `this value ${error.message ?? "is not allowed here"}`,
        got,
        allowed: `what the schema allows${about(schema)}`,
        fix: "correct the value",
        where,
      };
  }
}

function unknownKey(key: string, keys: readonly string[], where: string): Problem<PolicyErrorCode> {
  return {
    code: "CORDON_POLICY_UNKNOWN_KEY",
    summary: "this key means nothing here",
    got: quote(key),
    allowed: keys.join(", "),
    fix: suggest(key, keys) ?? "remove it",
    where: `${where}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
  };
}

function missingKey(key: string, schema: DescribedSchema, where: string): Problem<PolicyErrorCode> {
  return {
    code: "CORDON_POLICY_MISSING_KEY",
    summary: `the key ${quote(key)} is missing`,
    got: "nothing",
    allowed: schema.properties?.[key]?.description ?? `a value for ${quote(key)}`,
    fix: `add ${quote(key)}`,
    where,
  };
}

/** The problem that the format itself finds. */
function formatProblem(format: string, text: string): PolicyProblem {
  const found = POLICY_FORMATS[format]?.(text);
  if (found === undefined)
    throw new TypeError(`the format ${format} finds nothing wrong with what it refused`);
  return found;
}

function about({ description }: DescribedSchema): string {
  return description === undefined ? "" : ` (${description})`;
}

/** The value as a message shows it; JSON writes no Infinity, so 1e400 needs words. */
function shown(value: unknown): string {
  return typeof value === "number" && !Number.isFinite(value) ? "a number beyond 1.8e308" : quote(value);
}
