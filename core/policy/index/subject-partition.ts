import type { ReadRequest } from "../read-request.js";
import { SUBJECT_KINDS } from "../subject-pattern.js";
import type { Entry, IndexNode, Matches } from "./index-node.js";
import { Buckets, type BuildPart, expectedCandidates, MOST_COPIES, type Partition } from "./partition.js";

type Parts = Readonly<Record<"user" | "service" | "group", ReadonlyMap<string, IndexNode>>>;

/** Policies by the users, services and groups that they name. */
class SubjectBranch implements IndexNode {
  readonly #parts: Parts;
  readonly #rest: IndexNode;

  constructor(parts: Parts, rest: IndexNode) {
    this.#parts = parts;
    this.#rest = rest;
  }

  gather(request: ReadRequest, matches: Matches): void {
    const { kind, id, groups, groupsKnown } = request.subject;
    this.#parts[kind].get(id)?.gather(request, matches);
    if (groupsKnown) {
      for (const group of groups) this.#parts.group.get(group)?.gather(request, matches);
    } else {
      // Whoever's groups cannot be read may be a member of any of them, and a deny for one applies.
      for (const part of this.#parts.group.values()) part.gather(request, matches);
    }
    this.#rest.gather(request, matches);
  }
}

/** Sorts policies by their subjects. */
export class SubjectPartition implements Partition {
  readonly property = "subject";
  readonly expectedCandidates: number;
  readonly #buckets = {
    user: new Buckets<string>(),
    service: new Buckets<string>(),
    group: new Buckets<string>(),
  };
  readonly #rest: Entry[] = [];

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) this.#place(entry);
    this.expectedCandidates = expectedCandidates(
      this.#rest.length,
      SUBJECT_KINDS.map((kind) => this.#buckets[kind]),
    );
  }

  toNode(build: BuildPart): IndexNode {
    const { user, service, group } = this.#buckets;
    return new SubjectBranch(
      { user: user.build(build, true), service: service.build(build, true), group: group.build(build, true) },
      build(this.#rest, false),
    );
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
      for (const { exact } of subjects[kind]) if (exact !== null) this.#buckets[kind].add(exact, copy);
    }
  }
}
