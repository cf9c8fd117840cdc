import { powerOfTwo } from "./power-of-two.js";

/*
 * A table of 2^n slots. The lower n bits of a key say which slot is its own; keys that agree in them share it.
 *
 *    slot 0               slot 1               slot 2
 *   +--------+-----------+--------+-----------+--------+-----------+--
 *   | number | signature | number | signature | number | signature | ...     32 bits each
 *   +--------+-----------+--------+-----------+--------+-----------+--
 *
 *   number     the part of the index that the key leads to; 0 (NONE) where the slot is empty
 *   signature  the texts that the policies of the part name, see signature.ts; 0 where the slot is empty
 */
const SLOT = 2;
const NUMBER = 0;
const SIGNATURE = 1;

/** Slots of a table per key in it: few keys share one. */
const SLOTS_PER_KEY = 2;

/**
 * Numbers by keys, each with a signature.
 *
 * The table holds no keys: a wrong number that a key leads to costs time, but what it leads to is compared anyway. The
 * signature refuses most of what would be found in vain before the place is read where the number leads.
 */
export class KeyTable {
  /** What a key has that no number was set for. */
  static readonly NONE = 0;
  readonly #memory: Int32Array;
  readonly #lowerBits: number;

  /** @param keys how many different ones to make room for */
  constructor(keys: number) {
    const slots = powerOfTwo(Math.max(keys * SLOTS_PER_KEY, 1));
    this.#memory = new Int32Array(SLOT * slots);
    this.#lowerBits = slots - 1;
  }

  /** The slot of a key; keys of one slot share a number. */
  slotOf(key: number): number {
    return key & this.#lowerBits;
  }

  /** Sets the number of all keys of the slot, and its signature. */
  set(slot: number, number: number, signature: number): void {
    this.#memory[SLOT * slot + NUMBER] = number;
    this.#memory[SLOT * slot + SIGNATURE] = signature;
  }

  /** The number of the key where its signature has the bit, else {@link KeyTable.NONE}. */
  get(key: number, bit: number): number {
    const slot = SLOT * this.slotOf(key);
    const signature = this.#memory[slot + SIGNATURE] as number;
    return (signature & bit) === 0 ? KeyTable.NONE : (this.#memory[slot + NUMBER] as number);
  }
}
