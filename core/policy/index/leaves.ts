import { type CompiledPolicy, isAbout } from "../compiled-policy.js";
import type { Conjunction } from "../condition.js";
import type { Pattern } from "../pattern.js";
import type { ReadRequest } from "../read-request.js";
import { SUBJECT_KINDS } from "../subject-pattern.js";
import { Match, type Matches, type RankedPolicies } from "./matches.js";
import { signatureOf } from "./signature.js";

/** Numbers of one entry: three of the policy's signature, then the place of its record, with the mark of the last. */
const ENTRY = 4;
/**
 * Numbers at the start of a record: the policy's rank; its effect with the number of its conditions; the kind of its
 * subject with the lengths of its names.
 */
const RECORD = 3;
/** Bits of a length in a record; a name that is longer stands in no record. */
const LENGTH_BITS = 9;
const LENGTH = 2 ** LENGTH_BITS - 1;
/** A record holds one byte a character; a name with another one stands in no record either. */
const LAST_CHARACTER = 0xff;

const GROUP = SUBJECT_KINDS.indexOf("group");

/** What a record says of a policy: its one action, its one resource, its one subject; empty where another look is needed. */
interface Names {
  readonly action: string;
  readonly resource: string;
  readonly subject: string;
  /** The place of the subject's kind in `SUBJECT_KINDS`. */
  readonly kind: number;
}

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
  // The first place stays empty, so that no leaf has the number 0.
  #numbers = new Int32Array(256);
  #bytes = new Uint8Array(this.#numbers.buffer);
  #size = ENTRY;

  constructor(ranked: RankedPolicies) {
    this.#ranked = ranked;
  }

  /** Adds a leaf of at least one policy and returns its number, which is positive. */
  add(policies: readonly CompiledPolicy[]): number {
    const names = policies.map(namesOf);
    const start = this.#size;
    let record = start + ENTRY * policies.length;
    this.#reserve(names.reduce((size, each) => size + recordSize(each), record));
    for (const [index, policy] of policies.entries()) {
      const { action, resource, subject } = signatureOf(policy);
      const mark = index === policies.length - 1 ? 1 : 0;
      this.#numbers.set([action, resource, subject, record * 2 + mark], start + ENTRY * index);
      this.#write(record, policy, names[index] as Names);
      record += recordSize(names[index] as Names);
    }
    this.#size = record;
    return start;
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
    const lengths = this.#numbers[record + 2] as number;
    const actionLength = lengths & LENGTH;
    const resourceLength = (lengths >>> LENGTH_BITS) & LENGTH;
    const subjectLength = (lengths >>> (2 * LENGTH_BITS)) & LENGTH;
    const action = (record + RECORD) * 4;
    const resource = action + actionLength;
    const subject = resource + resourceLength;
    if (resourceLength > 0 && !this.#equals(resource, resourceLength, request.resource)) return;
    if (actionLength > 0 && !this.#equals(action, actionLength, request.action)) return;
    const kind = lengths >>> (3 * LENGTH_BITS);
    if (subjectLength > 0 && !this.#mayBe(subject, subjectLength, kind, request)) return;
    const compared =
      resourceLength > 0 && actionLength > 0 && subjectLength > 0 && request.subject.groupsKnown;
    const rank = this.#numbers[record] as number;
    if (!compared && !isAbout(this.#ranked.policies[rank] as CompiledPolicy, request)) return;
    const marked = this.#numbers[record + 1] as number;
    const when = this.#conjunctions.items[marked >>> 1] as Conjunction;
    matches.take(new Match(rank, (marked & 1) !== 0 ? "deny" : "allow", when, this.#ranked));
  }

  /** Whether the subject has the name, or may be a member of the group of that name. */
  #mayBe(at: number, length: number, kind: number, { subject }: ReadRequest): boolean {
    const { id, groups, groupsKnown } = subject;
    if (kind !== GROUP) return SUBJECT_KINDS[kind] === subject.kind && this.#equals(at, length, id);
    for (const group of groups) if (this.#equals(at, length, group)) return true;
    return !groupsKnown;
  }

  #equals(at: number, length: number, text: string): boolean {
    if (text.length !== length) return false;
    const bytes = this.#bytes;
    for (let index = 0; index < length; index += 1) {
      if (bytes[at + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  #write(
    record: number,
    { rank, effect, when }: CompiledPolicy,
    { action, resource, subject, kind }: Names,
  ): void {
    this.#numbers[record] = rank;
    this.#numbers[record + 1] = this.#conjunctions.numberOf(when) * 2 + (effect === "deny" ? 1 : 0);
    this.#numbers[record + 2] =
      action.length |
      (resource.length << LENGTH_BITS) |
      (subject.length << (2 * LENGTH_BITS)) |
      (kind << (3 * LENGTH_BITS));
    let at = (record + RECORD) * 4;
    for (const name of [action, resource, subject]) {
      for (let index = 0; index < name.length; index += 1) this.#bytes[at + index] = name.charCodeAt(index);
      at += name.length;
    }
  }

  #reserve(size: number): void {
    if (size <= this.#numbers.length) return;
    const larger = new Int32Array(2 * size);
    larger.set(this.#numbers);
    this.#numbers = larger;
    this.#bytes = new Uint8Array(larger.buffer);
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

function recordSize({ action, resource, subject }: Names): number {
  return RECORD + Math.ceil((action.length + resource.length + subject.length) / 4);
}

function namesOf({ actions, resources, subjects, source }: CompiledPolicy): Names {
  const kind =
    source.subjects.length === 1
      ? SUBJECT_KINDS.find((candidate) => subjects[candidate].length > 0)
      : undefined;
  return {
    action: soleName(actions),
    resource: soleName(resources),
    subject: kind === undefined ? "" : soleName(subjects[kind]),
    kind: kind === undefined ? 0 : SUBJECT_KINDS.indexOf(kind),
  };
}

/** The one name where there is just one and a record can hold it; else the empty text. */
function soleName(patterns: readonly Pattern[]): string {
  const name = patterns.length === 1 ? (patterns[0] as Pattern).exact : null;
  if (name === null || name.length > LENGTH) return "";
  for (let index = 0; index < name.length; index += 1) {
    if (name.charCodeAt(index) > LAST_CHARACTER) return "";
  }
  return name;
}
