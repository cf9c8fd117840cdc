/** First value and multiplier of the FNV-1a hash. */
export const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;
/** Thirty bits stay a small integer to V8, which no map has to box. */
export const HASH_BITS = 0x3fff_ffff;

/** The hash of one more character. */
export function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, HASH_FACTOR);
}

/** Bits of the filter per hash in it: one question in thirty-two or more that finds nothing still asks the map. */
const FILTER_BITS = 32;

/**
 * Tells quickly that a hash is not among some: one bit for each, small enough to stay in the processor's cache where
 * a map is not. Nearly every question to the index finds nothing, and this answers it.
 */
export class HashFilter {
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
