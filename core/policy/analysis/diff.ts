import { isAboutTarget } from "../engine/about.js";
import { type CompiledPolicies, compile } from "../engine/compile.js";
import { decide } from "../engine/decide.js";
import { matchSubject } from "../engine/subject-pattern.js";
import type { Decision } from "../language/decision.js";
import { matchesAny, type Pattern } from "../language/pattern.js";
import type { AccessPolicy } from "../language/policy.js";
import { TRUE } from "../language/truth.js";
import { type Budget, type Candidate, CellSearch } from "./cell-search.js";
import type { Scope } from "./draft-request.js";
import { factAtoms } from "./fact-atoms.js";
import { isChanged, mayMeet, type Participant, participantsOf } from "./participant.js";
import { type TextAtoms, textAtoms } from "./text-atoms.js";
import { timeAtoms } from "./time-atoms.js";

/** A request that the two sets answer differently. */
export interface AccessDifference {
  /** Whether the new policies allow what the old ones denied, or the other way round. */
  readonly access: "gained" | "lost";
  /** The witness. */
  readonly request: unknown;
  readonly old: Decision;
  readonly new: Decision;
}

/** What a change of access policies does. */
export interface PolicyDiff {
  /** Whether the whole request space was searched: without it, a difference may be missing. */
  readonly complete: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** One for every pair of policies that give the old and the new answer. */
  readonly differences: readonly AccessDifference[];
}

/** Parts of the request space that are looked at before the search gives up. */
const MOST_STEPS = 400_000;

/**
 * The differences between two sets of access policies, each with a request that shows it.
 *
 * Only requests about a policy that changed can be answered differently. They are split by the combinations of
 * patterns that match subject, action and resource, then by the atoms of every fact that the policies judge, so
 * that one request stands for all that no policy can tell from it.
 *
 * @param now the instant in milliseconds near which witnesses are looked for
 */
export function diffPolicies(
  before: readonly AccessPolicy[],
  after: readonly AccessPolicy[],
  now: number,
): PolicyDiff {
  const sets = { old: compile(before), new: compile(after) };
  const participants = participantsOf(sets.old, sets.new);
  const budget: Budget = { left: MOST_STEPS };
  const differences = new Map<string, AccessDifference>();
  const searched = new Set<string>();
  let complete = true;
  for (const { policy } of participants.filter(isChanged)) {
    const meeting = participants.filter((other) => mayMeet(other.policy, policy));
    const space = scopesOf(policy, meeting);
    complete &&= space.complete;
    for (const scope of space.scopes) {
      const candidates = candidatesAt(scope, meeting, space.groups);
      const signature = candidates.map(({ policy: { id }, inOld, groups }) => [id, inOld, groups]);
      if (!candidates.some(isChanged) || searched.has(JSON.stringify(signature))) continue;
      searched.add(JSON.stringify(signature));
      const policies = candidates.map((candidate) => candidate.policy);
      const judged = factAtoms(candidates);
      complete &&= judged.complete;
      const atoms = { facts: judged.facts, time: timeAtoms(policies, now) };
      new CellSearch(scope, candidates, atoms, budget, (request) => note(request, sets, differences)).run();
    }
  }
  const idsOf = (set: CompiledPolicies): Set<string> => new Set(set.policies.map(({ id }) => id));
  const [oldIds, newIds] = [idsOf(sets.old), idsOf(sets.new)];
  const changedIds = participants.filter(isChanged).map(({ policy }) => policy.id);
  return {
    complete: complete && budget.left > 0,
    added: [...newIds].filter((id) => !oldIds.has(id)),
    removed: [...oldIds].filter((id) => !newIds.has(id)),
    changed: [...new Set(changedIds)].filter((id) => oldIds.has(id) && newIds.has(id)),
    differences: [...differences.values()],
  };
}

/** Keeps the request as a witness if the engine itself answers it differently in a way that was not seen before. */
function note(
  request: unknown,
  sets: { readonly old: CompiledPolicies; readonly new: CompiledPolicies },
  differences: Map<string, AccessDifference>,
): void {
  const [before, after] = [decide(sets.old, request), decide(sets.new, request)];
  if (before.decision === after.decision) return;
  const key = JSON.stringify([before.decision, before.policy, after.policy]);
  if (differences.has(key)) return;
  const access = after.decision === "allow" ? "gained" : "lost";
  differences.set(key, { access, request, old: before, new: after });
}

/** Every subject, action and resource that the policies tell apart, as far as the changed policy may be about it. */
function scopesOf(
  policy: Participant["policy"],
  meeting: readonly Participant[],
): { readonly scopes: Iterable<Scope>; readonly groups: readonly string[]; readonly complete: boolean } {
  const atomsOf = (patternsOf: (policy: Participant["policy"]) => readonly Pattern[]): TextAtoms =>
    textAtoms([...new Set(meeting.flatMap((participant) => patternsOf(participant.policy)))]);
  const actions = atomsOf((participant) => participant.actions);
  const resources = atomsOf((participant) => participant.resources);
  const ids = {
    user: atomsOf(({ subjects }) => subjects.user),
    service: atomsOf(({ subjects }) => subjects.service),
  };
  const groups = atomsOf(({ subjects }) => subjects.group);
  return {
    scopes: products(
      actions.texts.filter((text) => matchesAny(policy.actions, text)),
      resources.texts.filter((text) => matchesAny(policy.resources, text)),
      ids,
    ),
    groups: groups.texts,
    complete: [actions, resources, ids.user, ids.service, groups].every((atoms) => atoms.complete),
  };
}

function* products(
  actions: readonly string[],
  resources: readonly string[],
  ids: Readonly<Record<"user" | "service", TextAtoms>>,
): Generator<Scope> {
  for (const action of actions) {
    for (const resource of resources) {
      for (const kind of ["user", "service"] as const) {
        for (const id of ids[kind].texts) yield { kind, id, action, resource };
      }
    }
  }
}

function candidatesAt(
  { kind, id, action, resource }: Scope,
  meeting: readonly Participant[],
  groups: readonly string[],
): Candidate[] {
  return meeting.flatMap((participant): Candidate[] => {
    const { subjects } = participant.policy;
    if (!isAboutTarget(participant.policy, { action, resource })) return [];
    if (matchSubject(subjects, { kind, id, groups: [], groupsKnown: true }) === TRUE) {
      return [{ ...participant, groups: undefined }];
    }
    const through = groups.filter((group) => matchesAny(subjects.group, group));
    return through.length === 0 ? [] : [{ ...participant, groups: through }];
  });
}
