import { isBlock, isList, Unresolved, type Value } from "../value.js";

/** Elements once each; Terraform sets of strings are sorted. */
export function setOf(values: readonly Value[]): readonly Value[] {
  const distinct = distinctOf(values);
  return distinct.every((value) => typeof value === "string") ? [...distinct].sort() : distinct;
}

/** Elements once each, in their order. What is not known equals nothing. */
export function distinctOf(values: readonly Value[]): readonly Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) {
    const key = textKey(value) ?? `#${seen.size}`;
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

/** Text that equal values share; undefined where a part is not known. */
function textKey(value: Value): string | undefined {
  if (value instanceof Unresolved) return undefined;
  if (isList(value)) return joined(value.map(textKey), "[]");
  if (isBlock(value)) {
    const keys = [...value.keys()].sort();
    return joined(
      keys.map((key) => {
        const inner = textKey(value.get(key) ?? null);
        return inner && `${JSON.stringify(key)}=${inner}`;
      }),
      "{}",
    );
  }
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value}:${value}`;
}

function joined(parts: readonly (string | undefined)[], brackets: string): string | undefined {
  return parts.every((part) => part !== undefined)
    ? brackets.charAt(0) + parts.join() + brackets.charAt(1)
    : undefined;
}
