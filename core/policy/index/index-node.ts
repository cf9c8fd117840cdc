import { type CompiledPolicy, concerns } from "../compiled-policy.js";
import { matchesAny } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";

/** The policies that are about one request, each once. */
export class Matches {
  allows: readonly CompiledPolicy[];
  denies: readonly CompiledPolicy[];
  readonly #visits: Visits;
  readonly #visit: number;
  #ownAllows: CompiledPolicy[] | undefined;
  #ownDenies: CompiledPolicy[] | undefined;

  /**
   * @param allows the allow policies that are about every request
   * @param denies the deny policies that are about every request
   */
  constructor(allows: readonly CompiledPolicy[], denies: readonly CompiledPolicy[], visits: Visits) {
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

/** One policy that is tried. */
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
    const policy = this.#policy;
    const { action, resource, subject } = this.#proven;
    if (!action && !matchesAny(policy.actions, request.action)) return;
    if (!resource && !matchesAny(policy.resources, request.resource)) return;
    // Whoever's groups cannot be read came here by any group: that proves nothing.
    if ((!subject || !request.subject.groupsKnown) && !concerns(policy, request)) return;
    matches.take(policy, this.#canRecur);
  }
}

/** Policies that are tried one by one. */
class SeveralPolicies implements IndexNode {
  readonly #policies: readonly SinglePolicy[];

  constructor(policies: readonly SinglePolicy[]) {
    this.#policies = policies;
  }

  gather(request: ReadRequest, matches: Matches): void {
    for (const policy of this.#policies) policy.gather(request, matches);
  }
}

/** The end of a way down: policies that are tried one by one. */
export function leafOf(entries: readonly Entry[], proven: Proven): IndexNode {
  const policies = entries.map((entry) => new SinglePolicy(entry, proven));
  const [first] = policies;
  return first !== undefined && policies.length === 1 ? first : new SeveralPolicies(policies);
}
