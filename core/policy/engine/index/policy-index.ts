import type { ReadRequest } from "../../request/read-request.js";
import { isAbout, isAboutAll } from "../about.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import { Match, Matches, RankedPolicies, UniversalPolicies, Visits } from "./matches.js";
import type { Partition } from "./partition.js";
import { type Entry, Parts } from "./parts.js";
import { SubjectPartition } from "./subject-partition.js";
import { TextPartition } from "./text-partition.js";

/** So few policies are refused by their signatures faster than another lookup would find them. */
const LEAF_SIZE = 64;
/** A split has to leave less than this share of the policies for a lookup to come across. */
const WORTHWHILE_SHARE = 0.75;

/** Ways of splitting policies, each used at most once on the way down. */
const PARTITIONS: readonly ((entries: readonly Entry[]) => Partition)[] = [
  (entries) => new TextPartition("resource", entries),
  (entries) => new TextPartition("action", entries),
  (entries) => new SubjectPartition(entries),
];

/**
 * Finds the policies that are about a request without trying them all.
 *
 * A tree: each node sorts its policies by resource, by action or by subject, whichever leaves the fewest to try,
 * and its parts are split again by what remains. Wildcards are found by the hash of their literal beginning or end.
 * What the tree finds is compared in full, so it can cost time but never an answer.
 */
export class PolicyIndex {
  readonly #policies: readonly CompiledPolicy[];
  readonly #parts: Parts;
  readonly #root: number;
  readonly #universal: UniversalPolicies;
  readonly #visits: Visits;

  /** @param policies with ranks 0 to n - 1 */
  constructor(policies: readonly CompiledPolicy[]) {
    this.#policies = policies;
    const ranked = new RankedPolicies(policies);
    this.#parts = new Parts(ranked);
    this.#root = build(
      policies.filter((policy) => !isAboutAll(policy)).map((policy) => ({ policy, copies: 1 })),
      PARTITIONS,
      this.#parts,
    );
    this.#universal = new UniversalPolicies(
      policies.filter(isAboutAll).map(({ rank, effect, when }) => new Match(rank, effect, when, ranked)),
    );
    this.#visits = new Visits(policies.length);
  }

  /** The policies that are about the request, in no particular order. */
  lookUp(request: ReadRequest): Matches {
    const matches = new Matches(request, this.#universal, this.#visits);
    this.#parts.gather(this.#root, request, matches);
    return matches;
  }

  /**
   * The same policies by comparing each, in the order of their ranks: for who explains them one by one, and to check
   * `lookUp` by.
   */
  all(request: ReadRequest): CompiledPolicy[] {
    return this.#policies.filter((policy) => isAbout(policy, request));
  }
}

/** Adds the part of the entries, and those below it, and returns its number. */
function build(entries: readonly Entry[], partitions: typeof PARTITIONS, parts: Parts): number {
  if (entries.length > LEAF_SIZE) {
    let best: { partition: Partition; index: number } | undefined;
    for (const [index, sort] of partitions.entries()) {
      const partition = sort(entries);
      if (best === undefined || partition.expectedCandidates < best.partition.expectedCandidates) {
        best = { partition, index };
      }
    }
    if (best !== undefined && best.partition.expectedCandidates < entries.length * WORTHWHILE_SHARE) {
      const { partition, index: used } = best;
      const remaining = partitions.filter((_, index) => index !== used);
      return parts.addBranch(partition.toBranch((part) => build(part, remaining, parts)));
    }
  }
  return parts.addLeaf(entries);
}
