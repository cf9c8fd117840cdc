/** First value and multiplier of the FNV-1a hash. */
export const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;
/** Thirty bits stay a small integer to V8, which no map has to box. */
const HASH_BITS = 0x3fff_ffff;

/** The hash of one more character. */
export function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, HASH_FACTOR);
}

/**
 * The hash of what was mixed, as a key: no negative number.
 *
 * Its lower bits would depend on the lower bits of the characters alone, so the upper ones are folded into them (XOR
 * folding, as draft-eastlake-fnv, "The FNV Non-Cryptographic Hash Algorithm", has it for shorter hashes).
 */
export function keyOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & HASH_BITS;
}

/** The key of a whole text, after what `hash` was mixed of before. */
export function textKey(text: string, hash = HASH_START): number {
  let mixed = hash;
  for (let index = 0; index < text.length; index += 1) mixed = mix(mixed, text.charCodeAt(index));
  return keyOf(mixed);
}

/** Slots of a table per key in it: few keys share one. */
const SLOTS_PER_KEY = 2;

/**
 * Numbers by the lower bits of keys, each with a signature. Keys with the same lower bits share a number: the table
 * holds no keys, for what it finds is compared anyway. The signature refuses most of what would be found in vain before
 * the place is read where the number leads.
 */
export class KeyTable {
  /** What a key has that no number was set for. */
  static readonly NONE = 0;
  /** Two for each slot: the number and its signature. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** @param keys how many different ones to make room for */
  constructor(keys: number) {
    const slots = powerOfTwo(Math.max(keys * SLOTS_PER_KEY, 1));
    this.#slots = new Int32Array(2 * slots);
    this.#mask = slots - 1;
  }

  /** What keys that share a number have in common. */
  slotOf(key: number): number {
    return key & this.#mask;
  }

  set(key: number, number: number, signature: number): void {
    const at = 2 * this.slotOf(key);
    this.#slots[at] = number;
    this.#slots[at + 1] = signature;
  }

  /** The number of the key where its signature has the bit, else {@link KeyTable.NONE}. */
  get(key: number, bit: number): number {
    const at = 2 * this.slotOf(key);
    return ((this.#slots[at + 1] as number) & bit) === 0 ? KeyTable.NONE : (this.#slots[at] as number);
  }
}

/** Bits of the filter per key in it: one question in thirty-two or more that finds nothing still asks the table. */
const FILTER_BITS = 32;

/**
 * Tells quickly that a key is not among some: one bit for each, small enough to stay in the processor's cache where
 * a table is not. Nearly every question to the index finds nothing, and this answers it.
 */
export class KeyFilter {
  readonly #words: Int32Array;
  readonly #mask: number;

  constructor(keys: Iterable<number>, count: number) {
    const bits = powerOfTwo(Math.max(count * FILTER_BITS, 32));
    this.#words = new Int32Array(bits / 32);
    this.#mask = bits - 1;
    for (const key of keys) {
      const bit = key & this.#mask;
      this.#words[bit >>> 5] = (this.#words[bit >>> 5] as number) | (1 << (bit & 31));
    }
  }

  mayHold(key: number): boolean {
    const bit = key & this.#mask;
    return ((this.#words[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
  }
}

/** The smallest power of two that is not less. */
function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}
