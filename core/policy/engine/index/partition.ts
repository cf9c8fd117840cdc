import type { Field } from "./field.js";
import { KeyTable } from "./key-table.js";
import type { Branch, Entry } from "./parts.js";
import { textsSignature } from "./signature.js";

/** In how many parts of the index one policy may stand; beyond it the policy is tried for every request instead. */
export const MOST_COPIES = 4096;

/** Builds a part of the index and returns its number. */
export type BuildPart = (entries: readonly Entry[]) => number;

/** Entries sorted by one property of their policies. */
export interface Partition {
  /** How many policies a lookup is expected to come across, for requests that are about the policies here. */
  readonly expectedCandidates: number;
  /** The branch that looks up that property; `build` makes its parts. */
  toBranch(build: BuildPart): Branch;
}

/** Entries by key. */
export class Buckets {
  readonly entries = new Map<number, Entry[]>();
  /** Sum of the squares of the sizes. */
  squares = 0;
  size = 0;

  add(key: number, entry: Entry): void {
    const bucket = this.entries.get(key);
    if (bucket === undefined) this.entries.set(key, [entry]);
    else if (bucket[bucket.length - 1]?.policy === entry.policy) return;
    else bucket.push(entry);
    this.squares += 2 * (bucket === undefined ? 0 : bucket.length - 1) + 1;
    this.size += 1;
  }

  /**
   * Builds the parts, one for all keys that share a slot of the table, and returns the table of their numbers.
   *
   * @param signedBy the texts of a part's policies that its signature holds
   */
  build(build: BuildPart, signedBy: Field): KeyTable {
    const table = new KeyTable(this.entries.size);
    const shared = new Map<number, Entry[]>();
    for (const [key, entries] of this.entries) {
      const slot = table.slotOf(key);
      const others = shared.get(slot);
      shared.set(slot, others === undefined ? entries : [...others, ...entries]);
    }
    for (const [slot, entries] of shared) {
      const signature = entries.reduce((bits, { policy }) => bits | textsSignature(policy, signedBy), 0);
      table.set(slot, build(entries), signature);
    }
    return table;
  }
}

/** How many entries a lookup meets: those without a key always, of the buckets the one of a policy drawn at random. */
export function expectedCandidates(
  rest: number,
  buckets: readonly { readonly squares: number; readonly size: number }[],
): number {
  let squares = 0;
  let size = 0;
  for (const bucket of buckets) {
    squares += bucket.squares;
    size += bucket.size;
  }
  return rest + (size === 0 ? 0 : squares / size);
}
