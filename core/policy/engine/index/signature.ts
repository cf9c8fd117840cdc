import type { Pattern } from "../../language/pattern.js";
import type { RequestSubject } from "../../request/request.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import { HASH_START, mix } from "./hash.js";

/** Every name: of patterns with a wildcard, and of subjects whose groups cannot be read. */
const ANY = -1;

/**
 * Sets of names in 32 bits each, one bit a name. Sets without a common bit have no common name; a common bit says
 * nothing, for names may share one (a Bloom filter with one hash function).
 */
export interface Signature {
  readonly action: number;
  readonly resource: number;
  readonly subject: number;
}

/** The names of which a policy asks for one. */
export function signatureOf({ actions, resources, subjects }: CompiledPolicy): Signature {
  const { anyone, user, service, group } = subjects;
  return {
    action: bitsOf(actions),
    resource: bitsOf(resources),
    subject: anyone ? ANY : bitsOf(user) | bitsOf(service) | bitsOf(group),
  };
}

/** The names of a subject: its own and those of its groups. */
export function subjectBits({ id, groups, groupsKnown }: RequestSubject): number {
  if (!groupsKnown) return ANY;
  let bits = bitOf(id);
  for (const group of groups) bits |= bitOf(group);
  return bits;
}

function bitsOf(patterns: readonly Pattern[]): number {
  let bits = 0;
  for (const { exact } of patterns) bits |= exact === null ? ANY : bitOf(exact);
  return bits;
}

/** Last characters of a name that tell it apart: where ids and verbs stand, and enough for a first guess. */
const TELLING_CHARACTERS = 4;

/** The bit of one name. */
export function bitOf(name: string): number {
  let hash = HASH_START ^ name.length;
  for (let index = Math.max(0, name.length - TELLING_CHARACTERS); index < name.length; index += 1) {
    hash = mix(hash, name.charCodeAt(index));
  }
  // The upper bits of the product depend on every character, the lower ones on a few.
  return 1 << (hash >>> 27);
}
