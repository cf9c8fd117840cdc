import { SUBJECT_KINDS, type SubjectKind } from "../../language/subject.js";
import type { ReadRequest } from "../../request/read-request.js";
import { HASH_START, mix, textKey } from "../text-hash.js";
import type { Field } from "./field.js";
import type { KeyTable } from "./key-table.js";
import type { Matches } from "./matches.js";
import { Buckets, type BuildPart, expectedCandidates, MOST_COPIES, type Partition } from "./partition.js";
import type { Branch, Entry, PendingParts } from "./parts.js";

/** The texts whose signature tells parts apart that were found by a subject. */
const SIGNED_BY: Field = "action";

/** The keys of all kinds are in one table; what a kind is called comes first. */
const STARTS: Readonly<Record<SubjectKind, number>> = {
  user: mix(HASH_START, 1),
  service: mix(HASH_START, 2),
  group: mix(HASH_START, 3),
};

function subjectKey(kind: SubjectKind, name: string): number {
  return textKey(name, STARTS[kind]);
}

/** Policies by the users, services and groups that they name. */
class SubjectBranch implements Branch {
  readonly #named: KeyTable;
  /** The keys of groups in it. */
  readonly #groups: readonly number[];
  readonly #rest: number;

  constructor(named: KeyTable, groups: readonly number[], rest: number) {
    this.#named = named;
    this.#groups = groups;
    this.#rest = rest;
  }

  addParts({ subject }: ReadRequest, matches: Matches, pending: PendingParts): void {
    const bit = matches.bitOf(SIGNED_BY);
    const { kind, id, groups, groupsKnown } = subject;
    pending.add(this.#rest);
    pending.add(this.#named.get(subjectKey(kind, id), bit));
    if (groupsKnown) {
      for (const group of groups) pending.add(this.#named.get(subjectKey("group", group), bit));
    } else {
      // Whoever's groups cannot be read may be a member of any of them, and a deny for one applies.
      for (const key of this.#groups) pending.add(this.#named.get(key, bit));
    }
  }
}

/** Sorts policies by their subjects. */
export class SubjectPartition implements Partition {
  readonly expectedCandidates: number;
  readonly #named = new Buckets();
  readonly #groups = new Set<number>();
  readonly #rest: Entry[] = [];

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) this.#place(entry);
    this.expectedCandidates = expectedCandidates(this.#rest.length, [this.#named]);
  }

  toBranch(build: BuildPart): Branch {
    return new SubjectBranch(this.#named.build(build, SIGNED_BY), [...this.#groups], build(this.#rest));
  }

  #place(entry: Entry): void {
    const { subjects } = entry.policy;
    const count = SUBJECT_KINDS.reduce((sum, kind) => sum + subjects[kind].length, 0);
    const copies = entry.copies * count;
    const open = SUBJECT_KINDS.some((kind) => subjects[kind].some((pattern) => pattern.exact === null));
    if (subjects.anyone || open || copies > MOST_COPIES) {
      this.#rest.push(entry);
      return;
    }
    const copy = { policy: entry.policy, copies };
    for (const kind of SUBJECT_KINDS) {
      for (const { text } of subjects[kind]) {
        const key = subjectKey(kind, text);
        this.#named.add(key, copy);
        if (kind === "group") this.#groups.add(key);
      }
    }
  }
}
