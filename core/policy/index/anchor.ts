import type { Pattern } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";
import type { IndexNode, Matches } from "./index-node.js";

/**
 * Longest literal by which a pattern is looked up, in characters; a longer one is looked up by its first (last) 64.
 * It bounds what a lookup costs, whatever the texts of a request.
 */
const LONGEST_ANCHOR = 64;

/** First value and multiplier of the FNV-1a hash. */
const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;
/** Thirty bits stay a small integer to V8, which no map has to box. */
const HASH_BITS = 0x3fff_ffff;

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
  for (let read = 0; read < length; read += 1) hash = mix(hash, characterFrom(literal, end, read));
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
    let hash = HASH_START;
    let read = 0;
    for (const length of this.#lengths) {
      if (length > text.length) return;
      for (; read < length; read += 1) hash = mix(hash, characterFrom(text, this.#end, read));
      const key = hash & HASH_BITS;
      if (this.#occurs.mayHold(key)) this.#parts.get(key)?.gather(request, matches);
    }
  }
}

/** Bits of the filter per hash in it: one probe in sixteen that finds nothing still asks the map. */
const FILTER_BITS = 16;

/**
 * One bit per hash, small enough to stay in the processor's cache where a map is not. Nearly every length at which a
 * text is probed holds no literal that it begins with, and this settles it.
 */
class HashFilter {
  readonly #words: Int32Array;
  readonly #mask: number;

  constructor(hashes: Iterable<number>, count: number) {
    const bits = 2 ** Math.ceil(Math.log2(Math.max(count * FILTER_BITS, 32)));
    this.#words = new Int32Array(bits / 32);
    this.#mask = bits - 1;
    for (const hash of hashes) {
      const bit = hash & this.#mask;
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] as number) | (1 << (bit & 31));
    }
  }

  mayHold(hash: number): boolean {
    const bit = hash & this.#mask;
    return ((this.#words[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
  }
}

function characterFrom(text: string, end: TextEnd, distance: number): number {
  return text.charCodeAt(end === "prefix" ? distance : text.length - 1 - distance);
}

function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, HASH_FACTOR);
}
