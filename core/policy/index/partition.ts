import type { Entry, IndexNode, Proven } from "./index-node.js";

/** In how many parts of the index one policy may stand; beyond it the policy is tried for every request instead. */
export const MOST_COPIES = 4096;

/** Builds a part of the index; `proven` is whether being in it shows that the property by which it was split fits. */
export type BuildPart = (entries: readonly Entry[], proven: boolean) => IndexNode;

/** Entries sorted by one property of their policies. */
export interface Partition {
  /** The property. */
  readonly property: keyof Proven;
  /** How many policies a lookup is expected to come across, for requests that are about the policies here. */
  readonly expectedCandidates: number;
  /**
   * The node that looks up that property.
   *
   * @param build makes the parts
   * @param proven what is shown about a request that gets into a part by the property alone
   */
  toNode(build: BuildPart, proven: Proven): IndexNode;
}

/** Entries by key. */
export class Buckets<Key> {
  readonly entries = new Map<Key, Entry[]>();
  /** Sum of the squares of the sizes. */
  squares = 0;
  size = 0;

  add(key: Key, entry: Entry): void {
    const bucket = this.entries.get(key);
    if (bucket === undefined) this.entries.set(key, [entry]);
    else if (bucket[bucket.length - 1]?.policy === entry.policy) return;
    else bucket.push(entry);
    this.squares += 2 * (bucket === undefined ? 0 : bucket.length - 1) + 1;
    this.size += 1;
  }

  /** The same keys with the built part of each. */
  build(build: BuildPart, proven: boolean): Map<Key, IndexNode> {
    const parts = new Map<Key, IndexNode>();
    for (const [key, entries] of this.entries) parts.set(key, build(entries, proven));
    return parts;
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
