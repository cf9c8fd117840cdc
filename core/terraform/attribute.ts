import type { Knowledge } from "./knowledge.js";
import type { Resource } from "./resource.js";
import { type Block, isBlock, isList, Reference, Unresolved, type Value } from "./value.js";

/**
 * The value at a path of nested blocks; where a block is repeated, of the first one.
 *
 * Unresolved where a `dynamic` block may hold it, or a block on the way is itself not known.
 */
export function attributeOf(resource: Resource, ...path: readonly string[]): Value | undefined {
  return valueAt(resource.values, path);
}

/** As {@link attributeOf}, from a block on. */
export function valueAt(block: Block, path: readonly string[]): Value | undefined {
  let at: Value | undefined = block;
  for (const name of path) {
    if (at instanceof Unresolved || at instanceof Reference)
      return new Unresolved(String(at), "it is not known before apply");
    if (isList(at)) at = at[0];
    if (!isBlock(at)) return undefined;
    const next: Value | undefined = at.get(name);
    if (next === undefined && isDynamic(at, name))
      return new Unresolved(name, "it comes from a dynamic block");
    at = next;
  }
  return at;
}

/** Every block of the name, and whether the input determines that these are all. */
export function blocksAt(
  block: Block,
  name: string,
): { readonly blocks: readonly Block[]; readonly complete: boolean } {
  const value = block.get(name);
  const elements = value === undefined || value === null ? [] : isList(value) ? value : [value];
  const blocks = elements.filter((element): element is Block => isBlock(element));
  return { blocks, complete: blocks.length === elements.length && !isDynamic(block, name) };
}

function isDynamic(block: Block, name: string): boolean {
  const dynamic = block.get("dynamic");
  return (isList(dynamic) ? dynamic : [dynamic]).some((entry) => isBlock(entry) && entry.has(name));
}

/**
 * Whether a switch is on.
 * @param absent what the provider takes where it is not written
 */
export function isOn(value: Value | undefined, absent: boolean): Knowledge {
  if (value === undefined || value === null) return absent ? "yes" : "no";
  if (value === true || value === "true") return "yes";
  if (value === false || value === "false") return "no";
  return "unknown";
}

/** Whether something is set to a value that is not empty: a key, a bucket, a block. What is known only after apply is set. */
export function isSet(value: Value | undefined): Knowledge {
  if (value === undefined || value === null || value === "") return "no";
  if (value instanceof Unresolved) return value.isFilledText ? "yes" : "unknown";
  return isList(value) && value.length === 0 ? "no" : "yes";
}

/** Yes where the value satisfies the predicate, unknown where the input does not determine it. */
export function satisfies(
  value: Value | undefined,
  predicate: (known: Exclude<Value, Reference | Unresolved> | undefined) => boolean,
): Knowledge {
  if (value instanceof Unresolved || value instanceof Reference) return "unknown";
  return predicate(value) ? "yes" : "no";
}
