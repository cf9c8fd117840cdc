import { isJsonObject, type JsonObject, member } from "./values.js";

/** The text at the end of a way of keys into an unknown value, or undefined. */
export function textAt(value: unknown, ...way: readonly string[]): string | undefined {
  const found = valueAt(value, ...way);
  return typeof found === "string" ? found : undefined;
}

/** The object at the end of a way of keys, or an empty one. */
export function objectAt(value: unknown, ...way: readonly string[]): JsonObject {
  const found = valueAt(value, ...way);
  return isJsonObject(found) ? found : {};
}

/** The value at the end of a way of keys, or undefined. Only own properties count. */
export function valueAt(value: unknown, ...way: readonly string[]): unknown {
  return way.reduce<unknown>((found, key) => member(found, key), value);
}
