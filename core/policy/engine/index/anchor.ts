import type { Pattern } from "../../language/pattern.js";
import { HASH_START, keyOf, mix } from "../text-hash.js";

/**
 * Longest literal by which a pattern is looked up, in characters; a longer one is looked up by its first (last) 64.
 * It bounds what a lookup costs, whatever the texts of a request.
 */
const LONGEST_ANCHOR = 64;

/** The end of a text at which a pattern has a literal. */
export type TextEnd = "prefix" | "suffix";

/** The literal by which a pattern is looked up: its key, and its length in characters. */
export interface Anchor {
  readonly key: number;
  readonly length: number;
}

/** The anchor of a pattern at one end of it, or undefined where a `*` stands there. */
export function anchorOf(pattern: Pattern, end: TextEnd): Anchor | undefined {
  const literal = pattern[end];
  const length = Math.min(literal.length, LONGEST_ANCHOR);
  if (length === 0) return undefined;
  let hash = HASH_START;
  for (let read = 0; read < length; read += 1) {
    hash = mix(hash, literal.charCodeAt(end === "prefix" ? read : literal.length - 1 - read));
  }
  return { key: keyOf(hash), length };
}
