import type { ReadRequest } from "../../request/read-request.js";
import { isAbout } from "../about.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import type { Conjunction } from "../condition.js";
import { ENTRY_SIZE, isLast, mayBeAbout, recordOf, writeEntry } from "./leaf-entry.js";
import { Match, type Matches, type RankedPolicies } from "./matches.js";
import { namesOf } from "./names.js";
import {
  areAbout,
  conditionsOf,
  effectOf,
  hasNames,
  rankOf,
  recordSize,
  writeRecord,
} from "./policy-record.js";

/*
 * The memory of all leaves, one run of numbers of 32 bits. The number of a leaf is the place of its first entry.
 *
 *     leaf 7                                                     leaf 40
 *       |                                                          |
 *   +---+---------+---------+----------+----------+----------+-----+---------+---------+-- ...
 *   | - | entry   | entry,  | record   | record   | record   | ... | entry   | entry,  |
 *   |   | of A    | of B,   | of A     | of B     | of C     |     | of A    | of C,   |
 *   |   |         | last    |          |          |          |     |         | last    |
 *   +---+---------+---------+----------+----------+----------+-----+---------+---------+-- ...
 *     0       |         |    ^          ^          ^                  |        |
 *             |         +----|----------+          +------------------|--------+
 *             +--------------+----------------------------------------+
 *
 *   -       the first number stays empty, so that no leaf and no record has the place 0
 *   entry   what refuses a policy in most cases, and the place of its record (leaf-entry.ts)
 *   record  what deciding needs of a policy; once, however many leaves have an entry of it (policy-record.ts)
 */
const FIRST_PLACE = 1;
const INITIAL_SIZE = 256;

/**
 * The ends of all ways down the index: policies that are tried one by one.
 *
 * A policy's signature refuses nearly every request, its names nearly all others, before anything else of the policy
 * is read: with a hundred thousand policies nothing is in the processor's cache, and each object that a decision
 * reads costs more than a comparison.
 */
export class Leaves {
  readonly #ranked: RankedPolicies;
  readonly #conjunctions = new Numbering<Conjunction>();
  /** The place of each policy's record by rank, 0 before it is written. */
  readonly #records: Int32Array;
  #numbers = new Int32Array(INITIAL_SIZE);
  /** The same memory, byte by byte. */
  #bytes = new Uint8Array(this.#numbers.buffer);
  #size = FIRST_PLACE;

  constructor(ranked: RankedPolicies) {
    this.#ranked = ranked;
    this.#records = new Int32Array(ranked.policies.length);
  }

  /** Adds a leaf of at least one policy and returns its number, which is positive. */
  add(policies: readonly CompiledPolicy[]): number {
    const leaf = this.#reserve(ENTRY_SIZE * policies.length);
    for (const [index, policy] of policies.entries()) {
      // Before the numbers are read here, for writing a record may move them.
      const record = this.#recordFor(policy);
      const isLast = index === policies.length - 1;
      writeEntry(this.#numbers, leaf + ENTRY_SIZE * index, policy, { record, isLast });
    }
    return leaf;
  }

  /** Hands every policy of the leaf that is about the request to `matches`. */
  gather(leaf: number, request: ReadRequest, matches: Matches): void {
    const numbers = this.#numbers;
    for (let entry = leaf; ; entry += ENTRY_SIZE) {
      if (mayBeAbout(numbers, entry, matches)) this.#try(recordOf(numbers, entry), request, matches);
      if (isLast(numbers, entry)) return;
    }
  }

  #try(record: number, request: ReadRequest, matches: Matches): void {
    if (!this.#isAbout(record, request)) return;
    const numbers = this.#numbers;
    const when = this.#conjunctions.items[conditionsOf(numbers, record)] as Conjunction;
    matches.take(new Match(rankOf(numbers, record), effectOf(numbers, record), when, this.#ranked));
  }

  #isAbout(record: number, request: ReadRequest): boolean {
    // Who may be a member of any group is no question of names alone.
    if (hasNames(this.#numbers, record) && request.subject.groupsKnown) {
      return areAbout(this.#numbers, this.#bytes, record, request);
    }
    return isAbout(this.#ranked.policies[rankOf(this.#numbers, record)] as CompiledPolicy, request);
  }

  /** The place of the policy's record, which is written when it is first asked for. */
  #recordFor(policy: CompiledPolicy): number {
    const { rank, effect, when } = policy;
    const before = this.#records[rank] as number;
    if (before !== 0) return before;
    const fields = { rank, effect, conditions: this.#conjunctions.numberOf(when), names: namesOf(policy) };
    const record = this.#reserve(recordSize(fields));
    this.#records[rank] = record;
    writeRecord(this.#numbers, this.#bytes, record, fields);
    return record;
  }

  /** Makes room for so many numbers and returns the place of the first. */
  #reserve(count: number): number {
    const place = this.#size;
    this.#size += count;
    if (this.#size > this.#numbers.length) {
      const larger = new Int32Array(2 * this.#size);
      larger.set(this.#numbers);
      this.#numbers = larger;
      this.#bytes = new Uint8Array(larger.buffer);
    }
    return place;
  }
}

/** Things by number, each once. */
class Numbering<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<T, number>();

  numberOf(item: T): number {
    let number = this.#numbers.get(item);
    if (number === undefined) {
      number = this.items.push(item) - 1;
      this.#numbers.set(item, number);
    }
    return number;
  }
}
