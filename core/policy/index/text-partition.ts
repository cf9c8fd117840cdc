import type { CompiledPolicy } from "../compiled-policy.js";
import type { Pattern } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";
import { type Anchor, AnchorTable, anchorOf, type TextEnd } from "./anchor.js";
import { type Entry, type IndexNode, type Matches, type Proven, tryPolicy } from "./index-node.js";
import { Buckets, type BuildPart, expectedCandidates, MOST_COPIES, type Partition } from "./partition.js";

/** Which texts of a policy and of a request belong together. */
const PATTERNS = { action: "actions", resource: "resources" } as const;

/** Policies by the whole, the beginning or the end of their actions or resources. */
class TextBranch implements IndexNode {
  readonly #field: "action" | "resource";
  /** The policies that stand in the index once, by a text that no other policy has: most of them. */
  readonly #single: ReadonlyMap<string, CompiledPolicy>;
  readonly #proven: Proven;
  readonly #exact: ReadonlyMap<string, IndexNode>;
  readonly #prefixes: AnchorTable;
  readonly #suffixes: AnchorTable;
  readonly #rest: IndexNode;

  constructor(
    field: "action" | "resource",
    single: ReadonlyMap<string, CompiledPolicy>,
    proven: Proven,
    exact: ReadonlyMap<string, IndexNode>,
    prefixes: AnchorTable,
    suffixes: AnchorTable,
    rest: IndexNode,
  ) {
    this.#field = field;
    this.#single = single;
    this.#proven = proven;
    this.#exact = exact;
    this.#prefixes = prefixes;
    this.#suffixes = suffixes;
    this.#rest = rest;
  }

  gather(request: ReadRequest, matches: Matches): void {
    const text = request[this.#field];
    const single = this.#single.get(text);
    if (single !== undefined) tryPolicy(single, this.#proven, false, request, matches);
    else if (this.#exact.size > 0) this.#exact.get(text)?.gather(request, matches);
    this.#prefixes.gather(text, request, matches);
    this.#suffixes.gather(text, request, matches);
    this.#rest.gather(request, matches);
  }
}

/** Sorts policies by their actions, or by their resources. */
export class TextPartition implements Partition {
  readonly expectedCandidates: number;
  readonly property: "action" | "resource";
  readonly #exact = new Buckets<string>();
  readonly #anchored = { prefix: new Buckets<number>(), suffix: new Buckets<number>() };
  readonly #lengths = { prefix: new Set<number>(), suffix: new Set<number>() };
  readonly #rest: Entry[] = [];

  constructor(field: "action" | "resource", entries: readonly Entry[]) {
    this.property = field;
    const frequency = new AnchorFrequency(entries, field);
    for (const entry of entries) this.#place(entry, frequency);
    this.expectedCandidates = expectedCandidates(this.#rest.length, [
      this.#exact,
      this.#anchored.prefix,
      this.#anchored.suffix,
    ]);
  }

  toNode(build: BuildPart, proven: Proven): IndexNode {
    const { prefix, suffix } = this.#anchored;
    const single = new Map<string, CompiledPolicy>();
    const shared = new Map<string, IndexNode>();
    for (const [text, entries] of this.#exact.entries) {
      const [first] = entries;
      if (entries.length === 1 && first?.copies === 1) single.set(text, first.policy);
      else shared.set(text, build(entries, true));
    }
    return new TextBranch(
      this.property,
      single,
      proven,
      shared,
      new AnchorTable("prefix", prefix.build(build, false), this.#lengths.prefix),
      new AnchorTable("suffix", suffix.build(build, false), this.#lengths.suffix),
      build(this.#rest, false),
    );
  }

  #place(entry: Entry, frequency: AnchorFrequency): void {
    const patterns = entry.policy[PATTERNS[this.property]];
    const copies = entry.copies * patterns.length;
    const floating = patterns.some(
      ({ exact, prefix, suffix }) => exact === null && prefix === "" && suffix === "",
    );
    if (floating || copies > MOST_COPIES) {
      this.#rest.push(entry);
      return;
    }
    const copy = { policy: entry.policy, copies };
    for (const pattern of patterns) {
      if (pattern.exact !== null) {
        this.#exact.add(pattern.exact, copy);
      } else {
        const { end, anchor } = frequency.rarest(pattern);
        this.#anchored[end].add(anchor.hash, copy);
        this.#lengths[end].add(anchor.length);
      }
    }
  }
}

/** How often the beginnings and ends of patterns occur, to look each pattern up by the rarer of its two. */
class AnchorFrequency {
  readonly #counts = { prefix: new Map<number, number>(), suffix: new Map<number, number>() };

  constructor(entries: readonly Entry[], field: "action" | "resource") {
    for (const { policy } of entries) {
      for (const pattern of policy[PATTERNS[field]]) {
        if (pattern.exact !== null) continue;
        this.#count(pattern, "prefix");
        this.#count(pattern, "suffix");
      }
    }
  }

  /** @param pattern one with a literal at one end at least */
  rarest(pattern: Pattern): { end: TextEnd; anchor: Anchor } {
    const prefix = anchorOf(pattern, "prefix");
    const suffix = anchorOf(pattern, "suffix");
    if (prefix === undefined) return { end: "suffix", anchor: suffix as Anchor };
    if (suffix === undefined || this.#of("prefix", prefix) <= this.#of("suffix", suffix)) {
      return { end: "prefix", anchor: prefix };
    }
    return { end: "suffix", anchor: suffix };
  }

  #count(pattern: Pattern, end: TextEnd): void {
    const anchor = anchorOf(pattern, end);
    if (anchor !== undefined) this.#counts[end].set(anchor.hash, this.#of(end, anchor) + 1);
  }

  #of(end: TextEnd, anchor: Anchor): number {
    return this.#counts[end].get(anchor.hash) ?? 0;
  }
}
