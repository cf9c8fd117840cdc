import type { ErrorObject } from "ajv";
import { closest, distance } from "fastest-levenshtein";
import { type Problem, quote } from "./errors.js";

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
  const telling = errors.filter(({ keyword }) => !COMPOSITE_KEYWORDS.has(keyword));
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
        allowed: properties.join(", "),
        fix: suggest(key, properties) ?? "delete it",
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

/** "Did you mean …?" for a word that is at most a third wrong. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 64) return undefined;
  const candidate = closest(word, [...known]);
  const tolerance = Math.max(1, Math.round(Math.max(word.length, candidate.length) / 3));
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= tolerance
    ? `did you mean ${quote(candidate)}?`
    : undefined;
}
