import type { CompiledPolicy } from "../compiled-policy.js";
import type { ReadRequest } from "../read-request.js";
import { KeyTable } from "./hash.js";
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
  /** Adds those parts to `pending`; {@link Parts.NOTHING} may be among them. */
  addParts(request: ReadRequest, matches: Matches, pending: number[]): void;
}

/** The parts of an index, each by a number: positive for a leaf, negative for a branch. */
export class Parts {
  /** The part without policies. */
  static readonly NOTHING = KeyTable.NONE;
  readonly #leaves: Leaves;
  readonly #branches: Branch[] = [];

  constructor(ranked: RankedPolicies) {
    this.#leaves = new Leaves(ranked);
  }

  /** Adds the end of a way down. */
  addLeaf(entries: readonly Entry[]): number {
    return entries.length === 0 ? Parts.NOTHING : this.#leaves.add(entries.map(({ policy }) => policy));
  }

  /** Adds a part that is split further. */
  addBranch(branch: Branch): number {
    return -this.#branches.push(branch);
  }

  /** Hands every policy of the part that is about the request to `matches`. */
  gather(part: number, request: ReadRequest, matches: Matches): void {
    const pending = [part];
    for (let at = 0; at < pending.length; at += 1) {
      const next = pending[at] as number;
      if (next > Parts.NOTHING) this.#leaves.gather(next, request, matches);
      else if (next < Parts.NOTHING) this.#branches[-next - 1]?.addParts(request, matches, pending);
    }
  }
}
