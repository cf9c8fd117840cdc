import type { JsonObject } from "../../core/json/values.js";

/** The values of a header by its name in lower case; none for a header that is absent. */
export type Headers = (name: string) => readonly string[];

/**
 * The headers of an event, whatever the case of their names; a name in two cases is one header with two values.
 *
 * @param multiple `multiValueHeaders` of REST APIs; where it has the header, it has all values
 */
export function headersOf(single: JsonObject, multiple: JsonObject = {}): Headers {
  return (name) => {
    const values = valuesOf(multiple, name);
    return values.length > 0 ? values : valuesOf(single, name);
  };
}

function valuesOf(headers: JsonObject, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of Object.entries(headers)) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    for (const item of Array.isArray(value) ? value : [value])
      if (typeof item === "string") values.push(item);
  }
  return values;
}
