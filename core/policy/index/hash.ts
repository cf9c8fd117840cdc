/** First value and multiplier of the FNV-1a hash. */
export const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;
/** Thirty bits stay a small integer to V8, which no map has to box. */
const HASH_BITS = 0x3fff_ffff;

/** The hash of one more character. */
export function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, HASH_FACTOR);
}

/** The hash of what was mixed, as a key: no negative number. */
export function keyOf(hash: number): number {
  return hash & HASH_BITS;
}

/** The key of a whole text, after what `hash` was mixed of before. */
export function textKey(text: string, hash = HASH_START): number {
  let mixed = hash;
  for (let index = 0; index < text.length; index += 1) mixed = mix(mixed, text.charCodeAt(index));
  return keyOf(mixed);
}

/** Slots of a table per key in it: chains stay short, and one line of the processor's cache answers a question. */
const SLOTS_PER_KEY = 2;

/**
 * Numbers by key, in one array with open addressing: an answer is one place of memory, that of a Map several, which
 * counts where a hundred thousand policies are not in the processor's cache.
 */
export class KeyTable {
  /** What a key has that is not in the table. */
  static readonly NONE = 0;
  /** The key and its number in turn; where the number is NONE, the slot is free. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** @param numbers by key, none of them {@link KeyTable.NONE} */
  constructor(numbers: ReadonlyMap<number, number>) {
    const slots = powerOfTwo(Math.max(numbers.size * SLOTS_PER_KEY, 2));
    this.#slots = new Int32Array(2 * slots);
    this.#mask = slots - 1;
    for (const [key, number] of numbers) {
      const at = this.#slotOf(key);
      this.#slots[at] = key;
      this.#slots[at + 1] = number;
    }
  }

  /** The number of the key, or {@link KeyTable.NONE}. */
  get(key: number): number {
    return this.#slots[this.#slotOf(key) + 1] as number;
  }

  /** Where the key stands, or the free slot where it would. */
  #slotOf(key: number): number {
    const slots = this.#slots;
    let slot = key & this.#mask;
    while (slots[2 * slot + 1] !== KeyTable.NONE && slots[2 * slot] !== key) slot = (slot + 1) & this.#mask;
    return 2 * slot;
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
