import type { ReadRequest } from "../read-request.js";
import { SUBJECT_KINDS } from "../subject-pattern.js";
import { HASH_START, type KeyTable, mix, textKey } from "./hash.js";
import type { Matches } from "./matches.js";
import { Buckets, type BuildPart, expectedCandidates, MOST_COPIES, type Partition } from "./partition.js";
import type { Branch, Entry, Parts } from "./parts.js";

type SubjectKind = (typeof SUBJECT_KINDS)[number];

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
  readonly #parts: Parts;
  readonly #named: KeyTable;
  /** The keys of groups in it. */
  readonly #groups: readonly number[];
  readonly #rest: number;

  constructor(parts: Parts, named: KeyTable, groups: readonly number[], rest: number) {
    this.#parts = parts;
    this.#named = named;
    this.#groups = groups;
    this.#rest = rest;
  }

  gather(request: ReadRequest, matches: Matches): void {
    const { kind, id, groups, groupsKnown } = request.subject;
    this.#gather(subjectKey(kind, id), request, matches);
    if (groupsKnown) {
      for (const group of groups) this.#gather(subjectKey("group", group), request, matches);
    } else {
      // Whoever's groups cannot be read may be a member of any of them, and a deny for one applies.
      for (const key of this.#groups) this.#gather(key, request, matches);
    }
    this.#parts.gather(this.#rest, request, matches);
  }

  #gather(key: number, request: ReadRequest, matches: Matches): void {
    this.#parts.gather(this.#named.get(key), request, matches);
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

  toBranch(build: BuildPart, parts: Parts): Branch {
    return new SubjectBranch(parts, this.#named.build(build), [...this.#groups], build(this.#rest));
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
