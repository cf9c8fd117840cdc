import type { Pattern } from "../../language/pattern.js";
import type { ReadRequest } from "../../request/read-request.js";
import { HASH_START, keyOf, mix, textKey } from "../text-hash.js";
import { type Anchor, anchorOf, type TextEnd } from "./anchor.js";
import { type Field, patternsOf } from "./field.js";
import { KeyFilter } from "./key-filter.js";
import { KeyTable } from "./key-table.js";
import type { Matches } from "./matches.js";
import { Buckets, type BuildPart, expectedCandidates, MOST_COPIES, type Partition } from "./partition.js";
import type { Branch, Entry, PendingParts } from "./parts.js";

/** The texts whose signature tells parts apart that were found by the text of a field: those of the other one. */
const SIGNED_BY = { action: "resource", resource: "action" } as const;

/** Anchors at one end of texts. */
class Anchored {
  /** Different lengths of the anchors, the shortest first. */
  readonly lengths: readonly number[];
  readonly #parts: KeyTable;
  readonly #occurs: KeyFilter;

  constructor(buckets: Buckets, lengths: ReadonlySet<number>, build: BuildPart, signedBy: Field) {
    this.lengths = [...lengths].sort((a, b) => a - b);
    this.#occurs = new KeyFilter(buckets.entries.keys(), buckets.entries.size);
    this.#parts = buckets.build(build, signedBy);
  }

  /** The part whose literal has the key and whose signature has the bit; literals of equal keys share one. */
  partOf(key: number, bit: number): number {
    return this.#occurs.mayHold(key) ? this.#parts.get(key, bit) : KeyTable.NONE;
  }
}

/** Policies by the whole, the beginning or the end of their actions or resources. */
class TextBranch implements Branch {
  readonly #field: Field;
  readonly #signedBy: Field;
  readonly #whole: KeyTable;
  readonly #prefixes: Anchored;
  readonly #suffixes: Anchored;
  readonly #rest: number;

  constructor(
    { field, signedBy }: { readonly field: Field; readonly signedBy: Field },
    whole: KeyTable,
    prefixes: Anchored,
    suffixes: Anchored,
    rest: number,
  ) {
    this.#field = field;
    this.#signedBy = signedBy;
    this.#whole = whole;
    this.#prefixes = prefixes;
    this.#suffixes = suffixes;
    this.#rest = rest;
  }

  addParts(request: ReadRequest, matches: Matches, pending: PendingParts): void {
    const text = request[this.#field];
    const bit = matches.bitOf(this.#signedBy);
    pending.add(this.#rest);
    this.#addForwards(text, bit, pending);
    this.#addBackwards(text, bit, pending);
  }

  /** One pass over the text gives the keys of its beginnings and, at its end, of the whole. */
  #addForwards(text: string, bit: number, pending: PendingParts): void {
    let hash = HASH_START;
    let read = 0;
    for (const length of this.#prefixes.lengths) {
      if (length > text.length) break;
      for (; read < length; read += 1) hash = mix(hash, text.charCodeAt(read));
      pending.add(this.#prefixes.partOf(keyOf(hash), bit));
    }
    for (; read < text.length; read += 1) hash = mix(hash, text.charCodeAt(read));
    pending.add(this.#whole.get(keyOf(hash), bit));
  }

  #addBackwards(text: string, bit: number, pending: PendingParts): void {
    let hash = HASH_START;
    let position = text.length;
    for (const length of this.#suffixes.lengths) {
      if (length > text.length) return;
      while (position > text.length - length) {
        position -= 1;
        hash = mix(hash, text.charCodeAt(position));
      }
      pending.add(this.#suffixes.partOf(keyOf(hash), bit));
    }
  }
}

/** Sorts policies by their actions, or by their resources. */
export class TextPartition implements Partition {
  readonly expectedCandidates: number;
  readonly #field: Field;
  readonly #whole = new Buckets();
  readonly #anchored = { prefix: new Buckets(), suffix: new Buckets() };
  readonly #lengths = { prefix: new Set<number>(), suffix: new Set<number>() };
  readonly #rest: Entry[] = [];

  constructor(field: Field, entries: readonly Entry[]) {
    this.#field = field;
    const frequency = new AnchorFrequency(entries, field);
    for (const entry of entries) this.#place(entry, frequency);
    this.expectedCandidates = expectedCandidates(this.#rest.length, [
      this.#whole,
      this.#anchored.prefix,
      this.#anchored.suffix,
    ]);
  }

  toBranch(build: BuildPart): Branch {
    const field = this.#field;
    const signedBy = SIGNED_BY[field];
    const anchored = (end: TextEnd): Anchored =>
      new Anchored(this.#anchored[end], this.#lengths[end], build, signedBy);
    return new TextBranch(
      { field, signedBy },
      this.#whole.build(build, signedBy),
      anchored("prefix"),
      anchored("suffix"),
      build(this.#rest),
    );
  }

  #place(entry: Entry, frequency: AnchorFrequency): void {
    const patterns = patternsOf(entry.policy, this.#field);
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
        this.#whole.add(textKey(pattern.exact), copy);
      } else {
        const { end, anchor } = frequency.rarest(pattern);
        this.#anchored[end].add(anchor.key, copy);
        this.#lengths[end].add(anchor.length);
      }
    }
  }
}

/** How often the beginnings and ends of patterns occur, to look each pattern up by the rarer of its two. */
class AnchorFrequency {
  readonly #counts = { prefix: new Map<number, number>(), suffix: new Map<number, number>() };

  constructor(entries: readonly Entry[], field: Field) {
    for (const { policy } of entries) {
      for (const pattern of patternsOf(policy, field)) {
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
    if (anchor !== undefined) this.#counts[end].set(anchor.key, this.#of(end, anchor) + 1);
  }

  #of(end: TextEnd, anchor: Anchor): number {
    return this.#counts[end].get(anchor.key) ?? 0;
  }
}
