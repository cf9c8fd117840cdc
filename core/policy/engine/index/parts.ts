import type { ReadRequest } from "../../request/read-request.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import { KeyTable } from "./key-table.js";
import { Leaves } from "./leaves.js";
import type { Matches, RankedPolicies } from "./matches.js";

/** A policy in a part of the index that is being built. */
export interface Entry {
  readonly policy: CompiledPolicy;
  /** In how many parts the policy stands because of the splits above this one. */
  readonly copies: number;
}

/** A part of the index that is split further: it looks up the parts below it that a request belongs to. */
export interface Branch {
  addParts(request: ReadRequest, matches: Matches, pending: PendingParts): void;
}

/** Parts that a lookup still has to go through. It is scratch space, kept so that it need not grow in each lookup. */
export class PendingParts {
  readonly #parts: number[] = [];
  #count = 0;

  add(part: number): void {
    if (part === Parts.NOTHING) return;
    this.#parts[this.#count] = part;
    this.#count += 1;
  }

  /** The part that was added last, no longer pending; {@link Parts.NOTHING} at the end. */
  take(): number {
    if (this.#count === 0) return Parts.NOTHING;
    this.#count -= 1;
    return this.#parts[this.#count] as number;
  }
}

/*
 * A part of the index is a number:
 *
 *    0    NOTHING, the part without policies
 *    n    the leaf at place n of the leaves' memory
 *   -n    the branch at place n - 1 of the list of branches
 */

/** The parts of an index by their numbers. */
export class Parts {
  /** The part without policies. */
  static readonly NOTHING = KeyTable.NONE;
  readonly #leaves: Leaves;
  readonly #branches: Branch[] = [];
  readonly #pending = new PendingParts();

  constructor(ranked: RankedPolicies) {
    this.#leaves = new Leaves(ranked);
  }

  /** Adds the end of a way down. */
  addLeaf(entries: readonly Entry[]): number {
    return entries.length === 0 ? Parts.NOTHING : this.#leaves.add(entries.map(({ policy }) => policy));
  }

  /** Adds a part that is split further. */
  addBranch(branch: Branch): number {
    this.#branches.push(branch);
    return -this.#branches.length;
  }

  /** Hands every policy of the part that is about the request to `matches`. */
  gather(part: number, request: ReadRequest, matches: Matches): void {
    const pending = this.#pending;
    for (let next = part; next !== Parts.NOTHING; next = pending.take()) {
      if (isLeaf(next)) this.#leaves.gather(next, request, matches);
      else this.#branches[placeOfBranch(next)]?.addParts(request, matches, pending);
    }
  }
}

function isLeaf(part: number): boolean {
  return part > Parts.NOTHING;
}

function placeOfBranch(part: number): number {
  return -part - 1;
}
