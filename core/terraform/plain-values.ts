import { isJsonObject, type JsonObject } from "../json/values.js";
import type { Block, Value } from "./value.js";

/** JSON without expressions as a value: what a state holds. */
export function plainValue(json: unknown): Value {
  if (Array.isArray(json)) return json.map(plainValue);
  if (isJsonObject(json)) return plainBlock(json);
  return typeof json === "string" || typeof json === "number" || typeof json === "boolean" ? json : null;
}

/** A JSON object as a block. */
export function plainBlock(json: JsonObject): Block {
  return new Map(Object.entries(json).map(([name, value]) => [name, plainValue(value)]));
}
