import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule } from "../reachability/model.js";
import type { Resource } from "../terraform/resource.js";
import { textOf } from "../terraform/value.js";
import { isRefused } from "./carried-over.js";
import type { Change, ChangeAction } from "./change.js";
import { Changed } from "./changed-attributes.js";
import { createdFirst } from "./creation-order.js";
import { type Cut, cutsOf, entryCuts } from "./cuts.js";
import { edgesBeyond } from "./difference.js";
import { entryChanges } from "./entry-changes.js";
import { ruleChanges } from "./rule-changes.js";
import { isForgotten, isImported, isPlannedImport, type Transition } from "./transition.js";

/** One step of applying the difference, with what it does to running conversations. */
export interface ChangeStep {
  readonly action: ChangeAction;
  readonly resource: string;
  readonly constructPath: string | null;
  /** Conversations that are allowed before are cut, for a moment or for good. */
  readonly outage: boolean;
  /** What is cut, in words: "tcp/6379 worker -> cache, until the new rule stands". */
  readonly cuts: readonly string[];
  readonly why: string;
  /** Null where nothing needs to be done. */
  readonly fix: string | null;
}

/** A step before it is known what it cuts. */
interface Draft extends Omit<ChangeStep, "outage" | "cuts"> {
  /** Rules before whose conversations it may cut. */
  readonly touches: readonly string[];
}

/** What the provider puts before the name of a group that states neither name nor prefix (Terraform plugin SDK, `id.UniqueIdPrefix`). */
const UNIQUE_ID_PREFIX = "terraform-";
/** A change of one of these makes a new group (provider documentation, aws_security_group, "Forces new resource"). */
const FORCES_NEW_GROUP = ["name", "name_prefix", "description", "vpc_id"];
/** What the provider writes where no description is given. */
const DEFAULT_DESCRIPTION = "Managed by Terraform";
/** Nothing but the arguments themselves. */
const ONLY_ARGUMENTS: Transition = {
  moves: [],
  previous: new Map(),
  implied: new Map(),
  forgotten: [],
  imports: new Set(),
  changes: new Map(),
};

/** The steps of going from one network to the other: groups, then rules, in the order of the documents. */
export function changePlan(
  before: CheckedNetwork,
  after: CheckedNetwork,
  transition: Transition = ONLY_ARGUMENTS,
): ChangeStep[] {
  const replacedGroups = new Set<string>();
  const standing = new Map<string, Rule | null>();
  const change = {
    before,
    after,
    transition,
    replacedGroups,
    standing,
    changed: new Changed(before, after),
    createdFirst: createdFirst(after.model.resources),
  };
  const drafts: Draft[] = [...refusedMoves(transition), ...groupSteps(change, replacedGroups)];
  for (const { action, rule, touches, why, fix } of ruleChanges(change)) {
    const constructPath = rule.constructPath ?? null;
    drafts.push({ action, resource: rule.id, constructPath, touches, why, fix });
  }
  const cuts = drafts.some(({ touches }) => touches.length > 0) ? cutsOf(before, after, standing) : [];
  return [...drafts.map((draft) => finished(draft, cuts)), ...entrySteps(change)];
}

/** The steps of entries of network ACLs, of routes and of prefix lists, each with what it cuts by itself. */
function entrySteps(change: Change): ChangeStep[] {
  const found = entryChanges(change);
  if (found.length === 0) return [];
  const { before, after } = change;
  const ended = edgesBeyond(after, before);
  return found.map(({ meanwhile, lasts, ...step }) => {
    const cuts = [...new Set(entryCuts(before, meanwhile(before.model), ended, lasts))];
    return { ...step, outage: cuts.length > 0, cuts };
  });
}

function finished({ touches, ...draft }: Draft, cuts: readonly Cut[]): ChangeStep {
  const touched = new Set(touches);
  const own = cuts.filter(({ because }) => because.some((rule) => touched.has(rule)));
  return { ...draft, outage: own.length > 0, cuts: [...new Set(own.map(({ text }) => text))] };
}

function refusedMoves({ moves }: Transition): Draft[] {
  return moves.filter(isRefused).map(({ from, to }) => ({
    action: "refused-move",
    resource: to,
    constructPath: null,
    touches: [],
    why: `the provider cannot move ${from} to another type: the plan ends with "Unable to Move Resource State"`,
    fix: `Hand it over: removed { from = ${from}, lifecycle { destroy = false } } and import { to = ${to}, id = "sgr-..." }.`,
  }));
}

function groupSteps(change: Change, replacedGroups: Set<string>): Draft[] {
  const { before, after, transition, changed } = change;
  const old = new Map(before.resources("aws_security_group").map((group) => [group.id, group]));
  const steps: Draft[] = defaultGroupSteps(change);
  const newVpcs = replacedVpcs(change);
  for (const group of after.resources("aws_security_group")) {
    const was = old.get(group.id);
    old.delete(group.id);
    if (was === undefined ? isImported(group, transition) : isPlannedImport(group, transition))
      steps.push(step("import", group, "the group exists and comes under Terraform"));
    else if (was === undefined) steps.push(step("create", group, "a new group; nothing carries it yet"));
    if (was === undefined) continue;
    if (isForgotten(group, transition)) {
      steps.push(step("forget", group, "Terraform forgets it without destroying it: it stays in force"));
      continue;
    }
    const planned = transition.changes.get(group.id)?.actions;
    const isMoved = newVpcs.has(after.model.securityGroups.get(group.id)?.vpc ?? "");
    const forcing = changed
      .of(was, group, FORCES_NEW_GROUP)
      .filter((name) => name !== "vpc_id" || !isMoved)
      .filter((name) => forcesNew(name, was, group))
      .concat(isMoved ? ["vpc_id"] : []);
    const replaces =
      planned === undefined ? forcing.length > 0 : planned.includes("create") && planned.includes("delete");
    if (replaces) {
      replacedGroups.add(group.id);
      steps.push(replacedGroup(was, group, forcing, change));
    } else if (changed.of(was, group, ["tags"]).length > 0)
      steps.push(step("in-place", group, "its tags change"));
  }
  for (const group of old.values()) {
    steps.push(
      isForgotten(group, transition)
        ? step("forget", group, "Terraform forgets it without destroying it: it stays in force")
        : step(
            "delete",
            group,
            "the group goes once nothing carries it",
            "Take it off every interface that the input does not manage; EC2 answers DependencyViolation before.",
          ),
    );
  }
  return steps;
}

/** Terraform makes no default group and destroys none: it adopts it and forgets it. */
function defaultGroupSteps({ before, after, transition, standing }: Change): Draft[] {
  const old = new Set(before.resources("aws_default_security_group").map(({ id }) => id));
  return after.resources("aws_default_security_group").flatMap((group): Draft[] => {
    if (isForgotten(group, transition))
      return [step("forget", group, "Terraform forgets it without changing it: its rules stay in force")];
    if (old.has(group.id)) return [];
    if (isImported(group, transition))
      return [step("import", group, "the group exists and comes under Terraform")];
    const vpc = after.model.securityGroups.get(group.id)?.vpc;
    const touches = before.model.rules
      .filter((rule) => {
        const own = before.model.securityGroups.get(rule.group);
        return own?.isDefault === true && own.vpc === vpc;
      })
      .map(({ id }) => id);
    for (const id of touches) standing.set(id, null);
    const why =
      "Terraform adopts the group: the provider revokes all its rules, then authorizes those written";
    return [step("adopt", group, why, "Import it instead, and change its rules one by one.", touches)];
  });
}

/** Whether an argument that differs makes a new group: name and VPC, left out, are what AWS computed. */
function forcesNew(name: string, was: Resource, now: Resource): boolean {
  const isWritten = (now.values.get(name) ?? null) !== null;
  if (name === "name" || name === "name_prefix") return isWritten && !isGeneratedName(was, now);
  if (name !== "description") return isWritten;
  const text = (group: Resource): string | undefined =>
    (group.values.get(name) ?? null) === null ? DEFAULT_DESCRIPTION : textOf(group.values.get(name));
  const [old, current] = [text(was), text(now)];
  return old === undefined || current === undefined || old !== current;
}

/** Whether the group had no name yet and has one now that the provider made of its prefix: only a state holds both. */
function isGeneratedName(was: Resource, now: Resource): boolean {
  const [name, prefix] = [textOf(now.values.get("name")), textOf(now.values.get("name_prefix"))];
  const before = textOf(was.values.get("name_prefix")) ?? UNIQUE_ID_PREFIX;
  return (
    textOf(was.values.get("name")) === undefined && prefix === before && name?.startsWith(prefix) === true
  );
}

/**
 * A group that is made anew, with its rules. What carries it moves to the new one, and rules that name it are changed, in no
 * order of Terraform's among one another: all that they let pass may be cut until everything stands.
 */
function replacedGroup(was: Resource, group: Resource, forcing: readonly string[], change: Change): Draft {
  const { before, after, transition, standing } = change;
  const planned = transition.changes.get(group.id)?.actions;
  const first = planned === undefined ? change.createdFirst.has(group.id) : planned[0] === "create";
  const name = textOf(group.values.get("name"));
  const isTaken = first && name !== undefined && name === textOf(was.values.get("name"));
  const touches: string[] = [];
  for (const rule of before.model.rules) {
    const named = rule.peers.filter((peer) => peer.kind === "group" && peer.group === group.id);
    // Inline rules are part of the new group: they stand before anything carries it.
    const standsAlone = rule.group === group.id && rule.style === "inline" && first && !isTaken;
    if (rule.group === group.id ? standsAlone && named.length === 0 : named.length === 0) continue;
    const peers = rule.peers.filter((peer) => !named.includes(peer));
    standing.set(rule.id, rule.group === group.id || peers.length === 0 ? null : { ...rule, peers });
    touches.push(rule.id);
  }
  const rules = after.rulesOf(group.id).length;
  const made =
    rules === 0
      ? ""
      : rules === 1
        ? "; its rule is made anew on it"
        : `; its ${rules} rules are made anew on it`;
  const reason =
    forcing.length === 0
      ? "the plan replaces it"
      : `${forcing.join(", ")} ${forcing.length === 1 ? "changes" : "change"}`;
  const why = `${reason}, which EC2 does only with a new group${made}`;
  if (!first)
    return step(
      "replace-group",
      group,
      `${why}; the old one is deleted first${refusal(group.id, change)}`,
      "Set create_before_destroy on the group and let name_prefix name it; or leave these attributes as they are.",
      touches,
    );
  if (isTaken)
    return step(
      "replace-group",
      group,
      `${why}; EC2 refuses the second group of the name ${name}`,
      "Use name_prefix in the place of name: two groups of one VPC cannot have the same name.",
      touches,
    );
  const fix =
    touches.length === 0
      ? null
      : "Make the new group beside the old one under another address, move what carries it, and delete the old one in a second apply.";
  return step(
    "replace-group",
    group,
    `${why}; the old one goes when nothing carries it any more`,
    fix,
    touches,
  );
}

/** EC2 deletes no group that an interface carries: Terraform takes it off only after the new one is made. */
function refusal(group: string, { before, after, transition }: Change): string {
  const carriers = [...before.model.workloads.values()].filter(
    ({ id, groups }) =>
      groups.includes(group) &&
      after.model.workloads.has(id) &&
      transition.changes.get(id)?.actions.includes("delete") !== true,
  );
  const [first] = carriers;
  if (first === undefined) return "";
  const others = carriers.length === 1 ? "" : ` and ${carriers.length - 1} more`;
  return `: EC2 answers DependencyViolation while ${first.id}${others} ${carriers.length === 1 ? "carries" : "carry"} it, and the apply stops`;
}

/** VPCs of which Terraform makes new ones (provider documentation, aws_vpc, "Forces new resource"). */
function replacedVpcs({ before, after, transition, changed }: Change): ReadonlySet<string> {
  const old = new Map(before.resources("aws_vpc").map((vpc) => [vpc.id, vpc]));
  const replaced = after.resources("aws_vpc").filter((vpc) => {
    const actions = transition.changes.get(vpc.id)?.actions;
    if (actions !== undefined) return actions.includes("create") && actions.includes("delete");
    const was = old.get(vpc.id);
    return (
      was !== undefined &&
      textOf(vpc.values.get("cidr_block")) !== undefined &&
      changed.of(was, vpc, ["cidr_block"]).length > 0
    );
  });
  return new Set(replaced.map(({ id }) => id));
}

function step(
  action: ChangeAction,
  { id, constructPath }: Resource,
  why: string,
  fix: string | null = null,
  touches: readonly string[] = [],
): Draft {
  return { action, resource: id, constructPath: constructPath ?? null, why, fix, touches };
}
