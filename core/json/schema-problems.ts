import type { ErrorObject } from "ajv";
import { type Problem, quote } from "../errors.js";
import { pointerStep } from "./pointer.js";
import { suggest } from "./suggest.js";

/** What can be wrong with a value by its schema. */
export type SchemaFault =
  | "unknown key"
  | "missing key"
  | "wrong type"
  | "value not allowed"
  | "empty"
  | "too long";

/** One error code for everything that a schema finds, or one for each fault. */
export type SchemaCodes<Code extends string> = Code | Readonly<Record<SchemaFault, Code>>;

/** What is wrong with a text of a format, without its place; undefined where it is right. */
export type FormatCheck<Code extends string> = (text: string) => Problem<Code> | undefined;

/** The part of a problem that the keyword of the schema decides. */
interface Found {
  readonly fault: SchemaFault;
  readonly summary: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
  /** The key that is wrong, where a key is. */
  readonly key?: string;
}

/** The part of a schema that messages repeat. */
interface DescribedSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, DescribedSchema>>;
}

/** Keywords that only say that one of their parts failed; the parts say it better. */
const COMPOSITE_KEYWORDS: ReadonlySet<string> = new Set(["if", "anyOf", "oneOf", "allOf"]);

/**
 * What a JSON-schema validation found, as problems: each with its JSON pointer, what was got, what is allowed.
 *
 * @param errors of an ajv validator made with `allErrors` and `verbose`
 * @param document the name of what was validated, for `where`: "policies.json#"
 * @param formats the formats whose own words say what is wrong @default - the word of the schema
 */
export function schemaProblems<Code extends string>(
  errors: readonly ErrorObject[],
  codes: SchemaCodes<Code>,
  document: string,
  formats: Readonly<Record<string, FormatCheck<Code>>> = {},
): Problem<Code>[] {
  // "propertyNames" names the key that failed, however many of its rules did.
  const telling = errors.filter(
    ({ keyword, propertyName }) => !COMPOSITE_KEYWORDS.has(keyword) && propertyName === undefined,
  );
  return (telling.length > 0 ? telling : errors).map((error) => {
    const place = document + error.instancePath;
    const ofFormat =
      error.keyword === "format" ? formats[error.params["format"]]?.(error.data as string) : undefined;
    if (ofFormat !== undefined) return { ...ofFormat, where: place };
    const { fault, key, ...words } = found(error);
    const code = typeof codes === "string" ? codes : codes[fault];
    return { code, ...words, where: key === undefined ? place : place + pointerStep(key) };
  });
}

function found(error: ErrorObject): Found {
  const schema = (error.parentSchema ?? {}) as DescribedSchema;
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return unknownKey(
        String(error.params["additionalProperty"] ?? error.params["unevaluatedProperty"]),
        Object.keys(schema.properties ?? {}),
      );
    case "propertyNames":
      return refusedKey(String(error.params["propertyName"]), error.schema as DescribedSchema);
    case "required":
    case "dependentRequired":
      return missingKey(error, schema);
    case "enum":
      return notInList(error.data, error.params["allowedValues"] as readonly unknown[]);
    case "const":
      return notInList(error.data, [error.params["allowedValue"]]);
    case "type":
      return {
        fault: "wrong type",
        summary: "a value of another type is needed",
        got: shown(error.data),
        allowed: described([error.params["type"]].flat().join(" or "), schema),
        fix: "write a value of that type",
      };
    case "minItems":
    case "minLength":
    case "minProperties":
      return error.params["limit"] === 1 ? empty(error.data, schema) : refused(error, schema);
    case "maxLength":
      return {
        fault: "too long",
        summary: "this text is too long",
        got: shown(error.data),
        allowed: described(`at most ${error.params["limit"]} characters`, schema),
        fix: "shorten it",
      };
    default:
      return refused(error, schema);
  }
}

function unknownKey(key: string, known: readonly string[]): Found {
  return {
    fault: "unknown key",
    summary: "this key is unknown",
    got: quote(key),
    allowed: known.join(", ") || "no keys at all",
    fix: suggest(key, known) ?? "delete it",
    key,
  };
}

function refusedKey(key: string, { description }: DescribedSchema): Found {
  return {
    fault: "value not allowed",
    summary: "this key is refused",
    got: quote(key),
    allowed: description ?? "a key that the schema allows",
    fix: "choose another key",
    key,
  };
}

function missingKey({ params, data, schema }: ErrorObject, { properties }: DescribedSchema): Found {
  const key = String(params["missingProperty"]);
  const needed = Array.isArray(schema) ? `an object with ${schema.join(", ")}` : `a value for ${quote(key)}`;
  return {
    fault: "missing key",
    summary: `the key ${quote(key)} is missing`,
    got: quote(Object.keys(data as object)),
    allowed: properties?.[key]?.description ?? needed,
    fix: `add ${quote(key)}`,
  };
}

function notInList(got: unknown, allowed: readonly unknown[]): Found {
  const words = allowed.filter((value): value is string => typeof value === "string");
  return {
    fault: "value not allowed",
    summary: "this value is not allowed here",
    got: shown(got),
    allowed: allowed.map(shown).join(", "),
    fix:
      (typeof got === "string" ? suggest(got, words) : undefined) ??
      (allowed.length === 1 ? "write the allowed value" : "write one of the allowed values"),
  };
}

function empty(got: unknown, schema: DescribedSchema): Found {
  return {
    fault: "empty",
    summary: "this is empty",
    got: shown(got),
    allowed: described(typeof got === "string" ? "at least one character" : "at least one entry", schema),
    fix: "name at least one, or leave the key out",
  };
}

function refused({ message, data, schema: demanded }: ErrorObject, { description }: DescribedSchema): Found {
  return {
    fault: "value not allowed",
    summary: `this value ${message ?? "is refused"}`,
    got: shown(data),
    allowed: description ?? quote(demanded),
    fix: "correct the value",
  };
}

/** What is demanded, and what the schema says about the value. */
function described(demanded: string, { description }: DescribedSchema): string {
  return description === undefined ? demanded : `${demanded} (${description})`;
}

/** The value as a message shows it; JSON writes no Infinity, so 1e400 needs words. */
function shown(value: unknown): string {
  return typeof value === "number" && !Number.isFinite(value) ? "a number beyond 1.8e308" : quote(value);
}
