import { isBlock, isList, Unresolved, type Value } from "../value.js";

/** Values inside one value. Lists that share their elements nest without end in little text. */
const MOST_PARTS = 250_000;

/** Parts that are not worth a note. */
const FEW_PARTS = 32;

/** Also of values that were too large, so that what holds one is too large as well. */
const counted = new WeakMap<object, number>();

/** How many values there are in a value, each counted as often as it stands there. */
export function partsOf(value: Value): number {
  const isNested = isList(value) || isBlock(value);
  if (!isNested && !(value instanceof Unresolved)) return 1;
  const known = counted.get(value);
  if (known !== undefined || !isNested) return known ?? 1;
  let parts = 1;
  for (const part of value.values()) parts += partsOf(part);
  // Small ones, which are most, are counted again faster than kept.
  if (parts > FEW_PARTS) counted.set(value, parts);
  return parts;
}

/** The value; what is too large to be walked through is not known. */
export function bounded(value: Value): Value {
  const parts = partsOf(value);
  if (parts <= MOST_PARTS) return value;
  const open = new Unresolved("(value)", `it has more than ${MOST_PARTS} parts`);
  counted.set(open, parts);
  return open;
}
