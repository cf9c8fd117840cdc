import { isJsonObject, type JsonObject } from "../../json/values.js";
import { dynamicBlocksOf } from "./expand-body.js";

/** Whether Terraform merges the file over all others: `override.tf`, `net_override.tf.json`. */
export function isOverride(path: string): boolean {
  return /(?:^|[/\\]|_)override\.tf(?:\.json)?$/u.test(path);
}

/**
 * A block with what an override file writes for it: arguments and nested blocks of a type replace those of the block;
 * `lifecycle` is merged argument by argument.
 *
 * Source: Terraform language, "Override Files", "Merging Behavior".
 */
export function mergeOverride(body: JsonObject, override: JsonObject): JsonObject {
  const merged = new Map(Object.entries(body));
  const dynamic = new Map(dynamicBlocksOf(body).map((block) => [block.name, [block.body]]));
  for (const [name, json] of Object.entries(override)) {
    if (name === "dynamic") continue;
    dynamic.delete(name);
    merged.set(name, name === "lifecycle" ? { ...soleBlock(merged.get(name)), ...soleBlock(json) } : json);
  }
  const overriding = dynamicBlocksOf(override);
  for (const { name } of overriding) {
    dynamic.set(name, []);
    merged.delete(name);
  }
  for (const { name, body: inner } of overriding) dynamic.get(name)?.push(inner);
  merged.delete("dynamic");
  return Object.fromEntries(
    dynamic.size === 0 ? merged : [...merged, ["dynamic", Object.fromEntries(dynamic)]],
  );
}

function soleBlock(json: unknown): JsonObject {
  const only = Array.isArray(json) ? json[0] : json;
  return isJsonObject(only) ? only : {};
}
