import type { Pattern } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";
import { HASH_BITS, HASH_START, HashFilter, mix } from "./hash.js";
import type { IndexNode, Matches } from "./index-node.js";

/**
 * Longest literal by which a pattern is looked up, in characters; a longer one is looked up by its first (last) 64.
 * It bounds what a lookup costs, whatever the texts of a request.
 */
const LONGEST_ANCHOR = 64;

/** The end of a text at which a pattern has a literal. */
export type TextEnd = "prefix" | "suffix";

/** The literal by which a pattern is looked up: its hash, and its length in characters. */
export interface Anchor {
  readonly hash: number;
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
  return { hash: hash & HASH_BITS, length };
}

/** Parts of the index by the first, or the last, characters of a text. Literals of equal hash share a part. */
export class AnchorTable {
  readonly #end: TextEnd;
  readonly #parts: ReadonlyMap<number, IndexNode>;
  readonly #lengths: readonly number[];
  readonly #occurs: HashFilter;

  /**
   * @param parts by the hash of their {@link Anchor}
   * @param lengths of the anchors
   */
  constructor(end: TextEnd, parts: ReadonlyMap<number, IndexNode>, lengths: ReadonlySet<number>) {
    this.#end = end;
    this.#parts = parts;
    this.#lengths = [...lengths].sort((a, b) => a - b);
    this.#occurs = new HashFilter(parts.keys(), parts.size);
  }

  /** Gathers from every part whose literal the text begins (ends) with, and from one whose hash is equal by chance. */
  gather(text: string, request: ReadRequest, matches: Matches): void {
    const step = this.#end === "prefix" ? 1 : -1;
    let position = this.#end === "prefix" ? 0 : text.length - 1;
    let hash = HASH_START;
    let read = 0;
    for (const length of this.#lengths) {
      if (length > text.length) return;
      for (; read < length; read += 1) {
        hash = mix(hash, text.charCodeAt(position));
        position += step;
      }
      const key = hash & HASH_BITS;
      if (this.#occurs.mayHold(key)) this.#parts.get(key)?.gather(request, matches);
    }
  }
}
