/*
 * A text's hash, character by character, and its key:
 *
 *   HASH_START --mix--> hash --mix--> hash --mix--> hash --keyOf--> key
 *                "a"           "b"           "c"
 *
 * A hash is 32 bits, of which any may be set; a key is 30 bits, so never negative. The index finds policies by keys,
 * and facts that are texts are compared with ranges by them. Different texts may share a key.
 */

/** First value and multiplier of the FNV-1a hash. */
export const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;
/** Thirty bits stay a small integer to V8, which no map has to box. */
const KEY_BITS = 0x3fff_ffff;

/** The hash of one more character. */
export function mix(hash: number, code: number): number {
  return Math.imul(hash ^ code, HASH_FACTOR);
}

/**
 * The key of what was mixed into the hash.
 *
 * The lower bits of the hash depend on the lower bits of the characters alone, so the upper ones are folded into them
 * (XOR folding, as draft-eastlake-fnv, "The FNV Non-Cryptographic Hash Algorithm", has it for shorter hashes).
 */
export function keyOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & KEY_BITS;
}

/** A number from 0 to 31 for what was mixed: the upper bits of the product depend on every character. */
export function oneOf32(hash: number): number {
  return hash >>> 27;
}

/** The key of a whole text, after what `hash` was mixed of before. */
export function textKey(text: string, hash = HASH_START): number {
  let mixed = hash;
  for (let index = 0; index < text.length; index += 1) mixed = mix(mixed, text.charCodeAt(index));
  return keyOf(mixed);
}
