import { isBlock, isList, Reference, textOf, Unresolved, type Value } from "../value.js";
import { isIdentifier } from "./one-of.js";
import { asLoose, asSet } from "./traits.js";

/** Elements once each; Terraform sorts sets of texts and of numbers. */
export function setOf(values: readonly Value[]): readonly Value[] {
  const distinct = distinctOf(values);
  if (distinct.every((value) => typeof value === "string")) return asSet([...distinct].sort());
  if (distinct.every((value) => typeof value === "number")) return asSet([...distinct].sort((a, b) => a - b));
  // The order of all others is that of their hashes.
  return asSet(distinct.length > 1 ? asLoose([...distinct]) : distinct);
}

/** Elements once each, in their order. What is not known may equal another one. */
export function distinctOf(values: readonly Value[]): readonly Value[] {
  const seen = new Map<string, Value>();
  for (const value of unified(values)) {
    const key = textKey(value) ?? `#${seen.size}`;
    if (!seen.has(key)) seen.set(key, value);
  }
  const distinct = [...seen.values()];
  const isCertain = distinct.length < 2 || distinct.every(isWhollyKnown) || distinct.every(isOwnIdentifier);
  return isCertain ? distinct : asLoose(distinct);
}

/** Whether it identifies a resource that the input makes, so that it equals no other such identifier. */
function isOwnIdentifier(value: Value): boolean {
  return isIdentifier(value) && !/(?:^|\.)data\./u.test(value.resource);
}

/** Elements of one type, as lists, sets and maps have them: numbers beside texts are texts, whatever else is not known. */
export function unified(values: readonly Value[]): readonly Value[] {
  const mayBeText = (value: Value): boolean => !isList(value) && !isBlock(value);
  return values.every(mayBeText) && values.some((value) => typeof value === "string")
    ? values.map(asText)
    : values;
}

function asText(value: Value): Value {
  if (!(value instanceof Unresolved)) return textOf(value) ?? value;
  const { expression, why, isFilledText, candidates } = value;
  return candidates.some((one) => typeof one === "number" || typeof one === "boolean")
    ? new Unresolved(expression, why, isFilledText, candidates.map(asText))
    : value;
}

/** Whether the value holds nothing that only the cloud knows or that is not known. */
export function isWhollyKnown(value: Value): boolean {
  if (value instanceof Unresolved || value instanceof Reference) return false;
  return !(isList(value) || isBlock(value)) || [...value.values()].every(isWhollyKnown);
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
