import { isBlock, isList, type Value } from "../value.js";

/** Sets, whose elements have no index. */
const sets = new WeakSet<readonly Value[]>();

/** Lists of which it is not known how many elements they have. */
const loose = new WeakSet<readonly Value[]>();

/** Lists that an expression writes or makes, so that Terraform has no set there. */
const written = new WeakSet<readonly Value[]>();

/** Lists and objects inside an attribute of a resource, to which the provider may add. */
const provided = new WeakSet<object>();

/** The list, as a set from now on. */
export function asSet(list: readonly Value[]): readonly Value[] {
  sets.add(list);
  return list;
}

/** Whether Terraform has a set there: its elements have no index, and are their own keys. */
export function isSet(list: readonly Value[]): boolean {
  return sets.has(list);
}

/** The list, as one whose unknown elements may stand for none or for many. */
export function asLoose<List extends readonly Value[]>(list: List): List {
  loose.add(list);
  return list;
}

/** Whether an element may stand for none or for many, so that no other one has a place. */
export function isLoose(value: Value | undefined): boolean {
  return isList(value) && loose.has(value);
}

/** The list, as one that is not a set. */
export function asWrittenList<List extends readonly Value[]>(list: List): List {
  written.add(list);
  return list;
}

/** Whether the list cannot be a set. */
export function isWrittenList(list: readonly Value[]): boolean {
  return written.has(list) && !provided.has(list);
}

/** The value of an attribute of a resource. */
export function asProvided(value: Value): Value {
  if (!(isList(value) || isBlock(value)) || provided.has(value)) return value;
  provided.add(value);
  for (const part of value.values()) asProvided(part);
  return value;
}

/** Whether the provider may have more in it than is written. */
export function isProvided(value: Value): boolean {
  return typeof value === "object" && value !== null && provided.has(value);
}
