import { type CompiledPolicy, concerns, coversAction, coversResource } from "../compiled-policy.js";
import type { ReadRequest } from "../read-request.js";
import { type Signature, type SignaturePool, signatureOfRequest } from "./signature.js";

/** The policies that are about one request, each once. */
export class Matches {
  allows: readonly CompiledPolicy[];
  denies: readonly CompiledPolicy[];
  /** What the request can be matched by, at a glance. */
  readonly signature: Signature;
  readonly #visits: Visits;
  readonly #visit: number;
  #ownAllows: CompiledPolicy[] | undefined;
  #ownDenies: CompiledPolicy[] | undefined;

  /**
   * @param allows the allow policies that are about every request
   * @param denies the deny policies that are about every request
   */
  constructor(
    request: ReadRequest,
    allows: readonly CompiledPolicy[],
    denies: readonly CompiledPolicy[],
    visits: Visits,
  ) {
    this.signature = signatureOfRequest(request);
    this.allows = allows;
    this.denies = denies;
    this.#visits = visits;
    this.#visit = visits.next();
  }

  /** Takes a policy in that is about the request, unless it was taken in before. */
  take(policy: CompiledPolicy, canRecur: boolean): void {
    if (canRecur && !this.#visits.isFirst(policy.rank, this.#visit)) return;
    if (policy.effect === "deny") {
      this.#ownDenies ??= this.denies.slice();
      this.#ownDenies.push(policy);
      this.denies = this.#ownDenies;
    } else {
      this.#ownAllows ??= this.allows.slice();
      this.#ownAllows.push(policy);
      this.allows = this.#ownAllows;
    }
  }
}

/**
 * Remembers which policies a lookup has seen, because a policy with several actions, resources or subjects stands
 * in the index several times. It is scratch space: no answer depends on an earlier one.
 */
export class Visits {
  readonly #last: Float64Array;
  #count = 0;

  constructor(policies: number) {
    this.#last = new Float64Array(policies);
  }

  /** The number of a new lookup. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** Whether this lookup sees the policy for the first time; remembers that it did. */
  isFirst(rank: number, visit: number): boolean {
    if (this.#last[rank] === visit) return false;
    this.#last[rank] = visit;
    return true;
  }
}

/** A policy in a part of the index that is being built. */
export interface Entry {
  readonly policy: CompiledPolicy;
  /** In how many parts the policy stands because of the splits above this one. */
  readonly copies: number;
}

/** A part of the index: finds the policies in it that are about a request. */
export interface IndexNode {
  /** Hands every policy that may be about the request to `matches`, which compares. */
  gather(request: ReadRequest, matches: Matches): void;
}

/** What the way down to a leaf has shown already about every request that gets there. */
export interface Proven {
  readonly action: boolean;
  readonly resource: boolean;
  readonly subject: boolean;
}

/** The end of a way down: policies that are tried one by one. */
class Leaf implements IndexNode {
  readonly #count: number;
  /** They refuse nearly all policies without a look at the policies themselves. */
  readonly #signatures: SignaturePool;
  readonly #firstSignature: number;
  readonly #policies: readonly CompiledPolicy[];
  readonly #proven: Proven;
  /** Whether one of the policies stands in other leaves too. */
  readonly #canRecur: boolean;

  constructor(entries: readonly Entry[], proven: Proven, signatures: SignaturePool) {
    this.#count = entries.length;
    this.#policies = entries.map((entry) => entry.policy);
    this.#signatures = signatures;
    this.#firstSignature = signatures.add(this.#policies);
    this.#proven = proven;
    this.#canRecur = entries.some((entry) => entry.copies > 1);
  }

  gather(request: ReadRequest, matches: Matches): void {
    const { signature } = matches;
    for (let index = 0, at = this.#firstSignature; index < this.#count; index += 1, at += 3) {
      if (!this.#signatures.mayMatch(at, signature)) continue;
      tryPolicy(this.#policies[index] as CompiledPolicy, this.#proven, this.#canRecur, request, matches);
    }
  }
}

/** The end of a way down with one policy alone. */
class SinglePolicy implements IndexNode {
  readonly #policy: CompiledPolicy;
  readonly #proven: Proven;
  readonly #canRecur: boolean;

  constructor({ policy, copies }: Entry, proven: Proven) {
    this.#policy = policy;
    this.#proven = proven;
    this.#canRecur = copies > 1;
  }

  gather(request: ReadRequest, matches: Matches): void {
    tryPolicy(this.#policy, this.#proven, this.#canRecur, request, matches);
  }
}

/** Takes the policy in if what is not proven about it holds as well. */
export function tryPolicy(
  policy: CompiledPolicy,
  { action, resource, subject }: Proven,
  canRecur: boolean,
  request: ReadRequest,
  matches: Matches,
): void {
  if (!action && !coversAction(policy, request)) return;
  if (!resource && !coversResource(policy, request)) return;
  // Whoever's groups cannot be read came here by any group: that proves nothing.
  if ((!subject || !request.subject.groupsKnown) && !concerns(policy, request)) return;
  matches.take(policy, canRecur);
}

/** A part without policies; one for all, so that looking into it costs nothing. */
const NOTHING: IndexNode = { gather: () => undefined };

/** The end of a way down. */
export function leafOf(entries: readonly Entry[], proven: Proven, signatures: SignaturePool): IndexNode {
  const [first] = entries;
  if (first === undefined) return NOTHING;
  return entries.length === 1 ? new SinglePolicy(first, proven) : new Leaf(entries, proven, signatures);
}
