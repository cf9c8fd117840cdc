import type { ErrorObject } from "ajv";
import { distance } from "fastest-levenshtein";
import { type Problem, quote } from "../errors.js";

/** Keywords that only say that one of their parts failed; the parts say it better. */
const COMPOSITE_KEYWORDS: ReadonlySet<string> = new Set(["if", "anyOf", "oneOf", "allOf"]);

/**
 * What a JSON-schema validation found, as problems: each with its JSON pointer, what was got, what is allowed.
 *
 * @param errors of an ajv validator made with `allErrors` and `verbose`
 * @param code the error code that every problem gets
 * @param document the name of what was validated, for `where`: "cdktf.json, context.cordon"
 */
export function schemaProblems<Code extends string>(
  errors: readonly ErrorObject[],
  code: Code,
  document: string,
): Problem<Code>[] {
  // "propertyNames" names the key that failed, however many of its rules did.
  const telling = errors.filter(
    ({ keyword, propertyName }) => !COMPOSITE_KEYWORDS.has(keyword) && propertyName === undefined,
  );
  return (telling.length > 0 ? telling : errors).map((error) => schemaProblem(error, code, document));
}

function schemaProblem<Code extends string>(error: ErrorObject, code: Code, document: string): Problem<Code> {
  const properties = Object.keys((error.parentSchema?.["properties"] as object | undefined) ?? {});
  const at = (key?: string) =>
    `${document}${error.instancePath}${key === undefined ? "" : `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`}`;
  const described = error.parentSchema?.["description"];
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties": {
      const key = String(error.params["additionalProperty"] ?? error.params["unevaluatedProperty"]);
      return {
        code,
        summary: "this key is unknown",
        got: quote(key),
        allowed: properties.join(", ") || "no keys at all",
        fix: suggest(key, properties) ?? "delete it",
        where: at(key),
      };
    }
    case "propertyNames": {
      const key = String(error.params["propertyName"]);
      const names = (error.schema as { readonly description?: unknown }).description;
      return {
        code,
        summary: "this key is refused",
        got: quote(key),
        allowed: typeof names === "string" ? names : quote(error.schema),
        fix: "choose another key",
        where: at(key),
      };
    }
    case "required": {
      const key = String(error.params["missingProperty"]);
      return {
        code,
        summary: `the key ${quote(key)} is missing`,
        got: quote(Object.keys(error.data as object)),
        allowed: `an object with ${(error.schema as string[]).join(", ")}`,
        fix: `add ${quote(key)}`,
        where: at(),
      };
    }
    case "enum": {
      const values = error.params["allowedValues"] as unknown[];
      const words = values.filter((value): value is string => typeof value === "string");
      return {
        code,
        summary: "this value is not one of those that are allowed",
        got: quote(error.data),
        allowed: values.map(quote).join(", "),
        fix:
          (typeof error.data === "string" ? suggest(error.data, words) : undefined) ?? "take one of the list",
        where: at(),
      };
    }
    default:
      return {
        code,
        summary: `this value ${error.message ?? "is refused"}`,
        got: quote(error.data),
        allowed: typeof described === "string" ? described : quote(error.schema),
        fix: "correct the value",
        where: at(),
      };
  }
}

/** "Did you mean …?" for a word of which at most a third, rounded up, is wrong; capitals do not count. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const distances = known.map((name) => [name, distance(word.toLowerCase(), name.toLowerCase())] as const);
  const [nearest] = distances.sort(([, a], [, b]) => a - b);
  if (nearest === undefined) return undefined;
  const [name, errors] = nearest;
  return errors <= Math.ceil(name.length / 3) ? `did you mean ${quote(name)}?` : undefined;
}
