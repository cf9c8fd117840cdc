import type { Effect } from "../../language/policy.js";
import type { ReadRequest } from "../../request/read-request.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import type { Conjunction } from "../condition.js";
import { canGuard, Guards } from "../guards.js";
import type { JudgedPolicy } from "../judged-policy.js";
import type { Field } from "./field.js";
import { bitOf, subjectBits } from "./signature.js";

/** The policies of an index by rank; their ids once more by themselves, because a decision reads nothing else. */
export class RankedPolicies {
  readonly policies: readonly CompiledPolicy[];
  readonly ids: readonly string[];

  /** @param policies with ranks 0 to n - 1, in this order */
  constructor(policies: readonly CompiledPolicy[]) {
    this.policies = policies;
    this.ids = policies.map(({ id }) => id);
  }
}

/** A policy that is about a request: what judging reads of it, and where the rest is. */
export class Match implements JudgedPolicy {
  readonly rank: number;
  readonly effect: Effect;
  readonly when: Conjunction;
  readonly #ranked: RankedPolicies;

  constructor(rank: number, effect: Effect, when: Conjunction, ranked: RankedPolicies) {
    this.rank = rank;
    this.effect = effect;
    this.when = when;
    this.#ranked = ranked;
  }

  get id(): string {
    return this.#ranked.ids[this.rank] as string;
  }

  get policy(): CompiledPolicy {
    return this.#ranked.policies[this.rank] as CompiledPolicy;
  }
}

/** Policies that are about every request: nothing has to be looked up for them. */
export class UniversalPolicies {
  readonly allows: readonly Match[];
  readonly guards: Guards<Match>;
  readonly otherDenies: readonly Match[];

  constructor(policies: readonly Match[]) {
    const denies = policies.filter(({ effect }) => effect === "deny");
    this.allows = policies.filter(({ effect }) => effect === "allow");
    this.guards = new Guards(denies.filter(canGuard));
    this.otherDenies = denies.filter((policy) => !canGuard(policy));
  }
}

/** The policies that are about one request, each once. */
export class Matches {
  allows: readonly Match[];
  otherDenies: readonly Match[];
  readonly guards: Guards<Match>;
  /** The signature of the request's action, and of its resource. */
  readonly actionBit: number;
  readonly resourceBit: number;
  readonly #request: ReadRequest;
  readonly #visits: Visits;
  readonly #visit: number;
  /** No signature of a subject is empty. */
  #subjectBits = 0;
  #first: Match | undefined;
  #ownAllows: Match[] | undefined;
  #ownDenies: Match[] | undefined;

  /** @param universal the policies that are about every request */
  constructor(request: ReadRequest, universal: UniversalPolicies, visits: Visits) {
    this.actionBit = bitOf(request.action);
    this.resourceBit = bitOf(request.resource);
    this.allows = universal.allows;
    this.otherDenies = universal.otherDenies;
    this.guards = universal.guards;
    this.#request = request;
    this.#visits = visits;
    this.#visit = visits.next();
  }

  /** Put together when it is asked for: most requests pass all guards. */
  get denies(): readonly Match[] {
    return [...this.guards.policies, ...this.otherDenies];
  }

  /** The signature of the request's text of the field. */
  bitOf(field: Field): number {
    return field === "action" ? this.actionBit : this.resourceBit;
  }

  /** The names of the subject, put together when action and resource of a policy fit. */
  get subjectBits(): number {
    if (this.#subjectBits === 0) this.#subjectBits = subjectBits(this.#request.subject);
    return this.#subjectBits;
  }

  /** Takes a policy in that is about the request, unless it was taken in before. */
  take(policy: Match): void {
    // Most requests find one policy; for that one no other memory is read.
    if (this.#first === undefined) this.#first = policy;
    else if (policy.rank === this.#first.rank || !this.#visits.isFirst(policy.rank, this.#visit)) return;
    // The lists for every request stay as they are: the first of its own makes a request a list of its own.
    if (policy.effect === "deny") {
      if (this.#ownDenies !== undefined) this.#ownDenies.push(policy);
      else this.otherDenies = this.#ownDenies = withOneMore(this.otherDenies, policy);
    } else if (this.#ownAllows !== undefined) {
      this.#ownAllows.push(policy);
    } else {
      this.allows = this.#ownAllows = withOneMore(this.allows, policy);
    }
  }
}

function withOneMore(matches: readonly Match[], policy: Match): Match[] {
  return matches.length === 0 ? [policy] : [...matches, policy];
}

/**
 * Remembers which policies a lookup has seen, because a policy with several actions, resources or subjects stands
 * in the index several times, and a request may come to a part of it twice. It is scratch space: no answer depends on
 * an earlier one.
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
