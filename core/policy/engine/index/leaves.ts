import type { ReadRequest } from "../../request/read-request.js";
import { isAbout } from "../about.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import type { Conjunction } from "../condition.js";
import { Match, type Matches, type RankedPolicies } from "./matches.js";
import { LARGEST_SIZE, type Names, namesOf, namesSubject, namesText, SIZE_BITS } from "./names.js";
import { signatureOf } from "./signature.js";

/** Numbers of one entry: three of the policy's signature, then the place of its record, with the mark of the last. */
const ENTRY = 4;
/**
 * Numbers at the start of a record: the policy's rank; its effect with the number of its conditions; how many bytes the
 * names of its actions, its resources and its subjects take, all 0 where they are no bytes.
 */
const RECORD = 3;
const NO_NAMES: Names = { actions: [], resources: [], subjects: [] };

/**
 * The ends of all ways down the index, in one run of memory: policies that are tried one by one.
 *
 * A policy's signature refuses nearly every request, its names nearly all others, before anything else of the policy
 * is read: with a hundred thousand policies nothing is in the processor's cache, and each object that a decision
 * reads costs more than a comparison.
 */
export class Leaves {
  readonly #ranked: RankedPolicies;
  readonly #conjunctions = new Numbering<Conjunction>();
  /** The place of each policy's record, by rank; a policy that stands in several leaves has one. */
  readonly #records: Int32Array;
  // The first place stays empty, so that no leaf and no record has the number 0.
  #numbers = new Int32Array(256);
  #bytes = new Uint8Array(this.#numbers.buffer);
  #size = 1;

  constructor(ranked: RankedPolicies) {
    this.#ranked = ranked;
    this.#records = new Int32Array(ranked.policies.length);
  }

  /** Adds a leaf of at least one policy and returns its number, which is positive. */
  add(policies: readonly CompiledPolicy[]): number {
    const leaf = this.#reserve(ENTRY * policies.length);
    for (const [index, policy] of policies.entries()) {
      const { action, resource, subject } = signatureOf(policy);
      // Before the numbers are read here, for writing a record may move them.
      const record = this.#recordOf(policy);
      const mark = index === policies.length - 1 ? 1 : 0;
      this.#numbers.set([action, resource, subject, record * 2 + mark], leaf + ENTRY * index);
    }
    return leaf;
  }

  /** Hands every policy of the leaf that is about the request to `matches`. */
  gather(leaf: number, request: ReadRequest, matches: Matches): void {
    const numbers = this.#numbers;
    const { actionBit, resourceBit } = matches;
    for (let at = leaf; ; at += ENTRY) {
      const marked = numbers[at + 3] as number;
      if (
        ((numbers[at] as number) & actionBit) !== 0 &&
        ((numbers[at + 1] as number) & resourceBit) !== 0 &&
        ((numbers[at + 2] as number) & matches.subjectBits) !== 0
      ) {
        this.#try(marked >>> 1, request, matches);
      }
      if ((marked & 1) !== 0) return;
    }
  }

  #try(record: number, request: ReadRequest, matches: Matches): void {
    if (!this.#isAbout(record, request)) return;
    const rank = this.#numbers[record] as number;
    const marked = this.#numbers[record + 1] as number;
    const when = this.#conjunctions.items[marked >>> 1] as Conjunction;
    matches.take(new Match(rank, (marked & 1) !== 0 ? "deny" : "allow", when, this.#ranked));
  }

  /** Whether the policy is about the request, by its names where a record holds them. */
  #isAbout(record: number, request: ReadRequest): boolean {
    const { subject, action, resource } = request;
    const sizes = this.#numbers[record + 2] as number;
    // Who may be a member of any group is no question of names alone.
    if (sizes === 0 || !subject.groupsKnown) {
      return isAbout(this.#ranked.policies[this.#numbers[record] as number] as CompiledPolicy, request);
    }
    const bytes = this.#bytes;
    const actions = (record + RECORD) * 4;
    const resources = actions + (sizes & LARGEST_SIZE);
    const subjects = resources + ((sizes >>> SIZE_BITS) & LARGEST_SIZE);
    const end = subjects + (sizes >>> (2 * SIZE_BITS));
    return (
      namesText(bytes, resources, subjects, resource) &&
      namesText(bytes, actions, resources, action) &&
      namesSubject(bytes, subjects, end, subject)
    );
  }

  /** The place of the policy's record, which is written when it is first asked for. */
  #recordOf(policy: CompiledPolicy): number {
    const { rank, effect, when } = policy;
    const before = this.#records[rank] as number;
    if (before !== 0) return before;
    const { actions, resources, subjects } = namesOf(policy) ?? NO_NAMES;
    const bytes = [...actions, ...resources, ...subjects];
    const record = this.#reserve(RECORD + Math.ceil(bytes.length / 4));
    this.#records[rank] = record;
    this.#numbers[record] = rank;
    this.#numbers[record + 1] = this.#conjunctions.numberOf(when) * 2 + (effect === "deny" ? 1 : 0);
    this.#numbers[record + 2] =
      actions.length | (resources.length << SIZE_BITS) | (subjects.length << (2 * SIZE_BITS));
    this.#bytes.set(bytes, (record + RECORD) * 4);
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
