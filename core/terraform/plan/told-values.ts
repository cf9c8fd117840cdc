import { isJsonObject } from "../../json/values.js";
import { type Block, isBlock, isList, listOf, textOf, Unresolved, type Value } from "../value.js";

/** The value holds nothing that the configuration leaves open. */
export function isDetermined(value: Value): boolean {
  if (value instanceof Unresolved) return false;
  const inner = isList(value) ? value : isBlock(value) ? [...value.values()] : [];
  return inner.every(isDetermined);
}

/** What a block of the configuration says of a member: null where it does not write it, undefined without a block. */
export function toldBy(block: Block | undefined, name: string): Value | undefined {
  return block === undefined ? undefined : (block.get(name) ?? null);
}

/**
 * The block of the configuration that a planned one was written as. Sets have another order in a plan, so it is the one that
 * contradicts no known member; undefined where several do not.
 */
export function toldBlock(
  told: Value | undefined,
  planned: readonly unknown[],
  index: number,
): Value | undefined {
  const written = told === undefined || told instanceof Unresolved ? [] : listOf(told);
  if (written.length !== planned.length) return undefined;
  const fitting = written.filter((block) => isBlock(block) && agrees(block, planned[index]));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function agrees(block: Block, planned: unknown): boolean {
  if (!isJsonObject(planned)) return false;
  return Object.entries(planned).every(([name, value]) => {
    const written = textOf(block.get(name));
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return written === undefined || !isPlain || written === String(value);
  });
}
