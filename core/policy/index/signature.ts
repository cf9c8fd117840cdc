import type { CompiledPolicy } from "../compiled-policy.js";
import type { Pattern } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";
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

/**
 * The signatures of every part of an index, three numbers a policy, side by side in one array: a decision looks at
 * few of them, and what it looks at is then all it has to fetch.
 */
export class SignaturePool {
  #numbers = new Int32Array(3 * 64);
  #size = 0;

  /** Adds the signatures of policies, one after the other, and returns where they begin. */
  add(policies: readonly CompiledPolicy[]): number {
    const start = this.#size;
    if (start + 3 * policies.length > this.#numbers.length) this.#grow(start + 3 * policies.length);
    for (const policy of policies) {
      const { action, resource, subject } = signatureOf(policy);
      this.#numbers.set([action, resource, subject], this.#size);
      this.#size += 3;
    }
    return start;
  }

  /** Whether the policy whose signature begins there may be about a request; false is certain. */
  mayMatch(at: number, { action, resource, subject }: Signature): boolean {
    const numbers = this.#numbers;
    return (
      ((numbers[at] as number) & action) !== 0 &&
      ((numbers[at + 1] as number) & resource) !== 0 &&
      ((numbers[at + 2] as number) & subject) !== 0
    );
  }

  #grow(size: number): void {
    const larger = new Int32Array(2 * size);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
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

/** The names that a request has. */
export function signatureOfRequest({ action, resource, subject }: ReadRequest): Signature {
  let bits = ANY;
  if (subject.groupsKnown) {
    bits = bitOf(subject.id);
    for (const group of subject.groups) bits |= bitOf(group);
  }
  return { action: bitOf(action), resource: bitOf(resource), subject: bits };
}

function bitsOf(patterns: readonly Pattern[]): number {
  let bits = 0;
  for (const { exact } of patterns) bits |= exact === null ? ANY : bitOf(exact);
  return bits;
}

/** Last characters of a name that tell it apart: where ids and verbs stand, and enough for a first guess. */
const TELLING_CHARACTERS = 6;

function bitOf(name: string): number {
  let hash = HASH_START ^ name.length;
  for (let index = Math.max(0, name.length - TELLING_CHARACTERS); index < name.length; index += 1) {
    hash = mix(hash, name.charCodeAt(index));
  }
  // The upper bits of the product depend on every character, the lower ones on a few.
  return 1 << (hash >>> 27);
}
