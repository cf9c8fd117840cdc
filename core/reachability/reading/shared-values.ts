import type { Block } from "../../terraform/value.js";
import { isBlock, listOf, type Value } from "../../terraform/value.js";
import { type AtPath, atPath } from "./attribute-path.js";

/** Values of a resource that states several interfaces or sorts of hosts. */
export interface SharedValues {
  /** Those that each of them has. */
  readonly every: readonly Value[];
  /** Those that only some have. */
  readonly some: readonly Value[];
  readonly incomplete: boolean;
}

/** The values at a dotted path, apart for each of the outermost blocks where there are several. */
export function sharedValues(values: Block, path: string): SharedValues {
  const [block = "", ...rest] = path.split(".");
  const blocks = listOf(values.get(block)).filter(isBlock);
  const all: AtPath = atPath(values, path);
  if (rest.length === 0 || blocks.length < 2)
    return { every: all.values, some: [], incomplete: all.incomplete };
  const named = blocks.map((one) => new Set(atPath(one, rest.join(".")).values.map(String)));
  const isEvery = (value: Value): boolean => named.every((names) => names.has(String(value)));
  return {
    every: all.values.filter(isEvery),
    some: all.values.filter((value) => !isEvery(value)),
    incomplete: all.incomplete,
  };
}
