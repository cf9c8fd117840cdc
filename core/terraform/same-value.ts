import type { Unresolved } from "./value.js";

/** Values that are not known, each with a name that only equal ones have. */
const names = new WeakMap<Unresolved, string>();

/** The value, under a name that only equal ones have: an expression means something else in each module. */
export function withSameAs(value: Unresolved, name: string): Unresolved {
  names.set(value, name);
  return value;
}

/** What two values share that are equal, although neither is known; undefined where nothing but the expression says so. */
export function sameAs(value: Unresolved): string | undefined {
  return names.get(value);
}
