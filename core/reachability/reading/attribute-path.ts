import { type Block, isBlock, isKnown, listOf, type Value } from "../../terraform/value.js";

/** What stands at a path through nested blocks. */
export interface AtPath {
  /** The attribute's values, lists taken apart. */
  readonly values: readonly Value[];
  /** A block on the way is not known, so there may be more. */
  readonly incomplete: boolean;
}

/** The values at a dotted path, through every block of each name. */
export function atPath(block: Block, path: string): AtPath {
  const { written, incomplete } = walk(block, path);
  return { values: written.flatMap(listOf), incomplete };
}

/** The values at a dotted path as they stand, lists whole; null where a block leaves the attribute out. */
export function writtenAt(block: Block, path: string): readonly Value[] {
  return walk(block, path).written;
}

function walk(
  block: Block,
  path: string,
): { readonly written: readonly Value[]; readonly incomplete: boolean } {
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  let blocks: readonly Block[] = [block];
  let incomplete = false;
  for (const step of steps) {
    const inner = blocks.flatMap((one) => listOf(one.get(step)));
    if (inner.some((value) => !isKnown(value))) incomplete = true;
    blocks = inner.filter((value): value is Block => isBlock(value));
  }
  return { written: blocks.map((one) => one.get(last) ?? null), incomplete };
}
