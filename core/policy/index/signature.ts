import type { CompiledPolicy } from "../compiled-policy.js";
import type { Pattern } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";
import { hashOf } from "./hash.js";

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

function bitOf(name: string): number {
  return 1 << (hashOf(name) & 31);
}
