import type { Pattern } from "../../language/pattern.js";
import type { RequestSubject } from "../../request/request.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import { HASH_START, mix, oneOf32 } from "../text-hash.js";
import { type Field, patternsOf } from "./field.js";

/*
 * A signature is a set of names in 32 bits. Each name has one of the bits, and names may share one:
 *
 *    bit  31   30                     17                      4         0
 *        +---+---+---+-- ... --+---+---+---+-- ... --+---+---+-- ... --+---+
 *        | 0 | 0 | 0 |         | 0 | 1 | 0 |         | 0 | 1 |         | 0 |
 *        +---+---+---+-- ... --+---+---+---+-- ... --+---+---+-- ... --+---+
 *                                   "s3:Get"              "s3:Put"
 *
 *   no bit in common     the sets have no name in common
 *   a bit in common      they may have one: the names themselves are compared (a Bloom filter with one hash function)
 *   all bits (ANY)       every name: of patterns with a wildcard, and of subjects whose groups cannot be read
 */
const ANY = -1;

/** The actions, or the resources, that a policy names. */
export function textsSignature(policy: CompiledPolicy, field: Field): number {
  return patternsSignature(patternsOf(policy, field));
}

/** The subjects that a policy names. */
export function subjectsSignature({ subjects: { anyone, user, service, group } }: CompiledPolicy): number {
  return anyone ? ANY : patternsSignature(user) | patternsSignature(service) | patternsSignature(group);
}

/** The names of the subject of a request: its own and those of its groups. Never empty. */
export function subjectBits({ id, groups, groupsKnown }: RequestSubject): number {
  if (!groupsKnown) return ANY;
  let bits = bitOf(id);
  for (const group of groups) bits |= bitOf(group);
  return bits;
}

function patternsSignature(patterns: readonly Pattern[]): number {
  let bits = 0;
  for (const { exact } of patterns) bits |= exact === null ? ANY : bitOf(exact);
  return bits;
}

/** Last characters of a name that tell it apart: where ids and verbs stand, and enough for a first guess. */
const TELLING_CHARACTERS = 4;

/** The signature of one name: its bit. */
export function bitOf(name: string): number {
  let hash = HASH_START ^ name.length;
  for (let index = Math.max(0, name.length - TELLING_CHARACTERS); index < name.length; index += 1) {
    hash = mix(hash, name.charCodeAt(index));
  }
  return 1 << oneOf32(hash);
}
