import { powerOfTwo } from "./power-of-two.js";

/*
 * A row of 2^n bits, n at least 5. The lower n bits of a key say which bit is its own.
 *
 *    word 0                       word 1
 *   +---+---+---+-- ... --+----+ +----+----+-- ...
 *   | 0 | 1 | 0 |         | 0  | | 1  | 0  |            a word is 32 bits
 *   +---+---+---+-- ... --+----+ +----+----+-- ...
 *     0   1   2             31     32   33    bit
 *
 *   1  at least one key of the filter has this bit
 *   0  no key of the filter has it
 */
const WORD = 32;

/** Bits of the filter per key in it: one question in thirty-two or more that finds nothing still asks the table. */
const BITS_PER_KEY = 32;

/**
 * Tells quickly that a key is not among some: one bit for each, small enough to stay in the processor's cache where
 * a table is not. Nearly every question to the index finds nothing, and this answers it.
 */
export class KeyFilter {
  readonly #words: Int32Array;
  readonly #lowerBits: number;

  constructor(keys: Iterable<number>, count: number) {
    const bits = powerOfTwo(Math.max(count * BITS_PER_KEY, WORD));
    this.#words = new Int32Array(bits / WORD);
    this.#lowerBits = bits - 1;
    for (const key of keys) {
      const bit = key & this.#lowerBits;
      this.#words[wordOf(bit)] = (this.#words[wordOf(bit)] as number) | maskOf(bit);
    }
  }

  mayHold(key: number): boolean {
    const bit = key & this.#lowerBits;
    return ((this.#words[wordOf(bit)] as number) & maskOf(bit)) !== 0;
  }
}

function wordOf(bit: number): number {
  return bit >>> 5;
}

/** The bit by itself in its word. */
function maskOf(bit: number): number {
  return 1 << (bit & (WORD - 1));
}
