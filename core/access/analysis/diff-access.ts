import { append } from "../../json/append.js";
import { canonicalJson } from "../canonical-json.js";
import {
  DEFAULT_PENDING_MINUTES,
  type Entitlement,
  type EntitlementFile,
  kindOf,
  type People,
} from "../entitlement.js";
import { containsEntitlement } from "./contains-entitlement.js";

/** What a change does: lets somebody have more or more easily, less or less easily, or neither. */
export type ChangeKind = "broadening" | "narrowing" | "neutral";

/** One change between two files of entitlements. */
export interface AccessChange {
  readonly kind: ChangeKind;
  /** Id of the entitlement; null for `people`. */
  readonly entitlement: string | null;
  /** The key that changed. */
  readonly what: string;
  readonly message: string;
}

/** What `cordon access diff` says. */
export interface AccessDiff {
  readonly version: 1;
  readonly changes: readonly AccessChange[];
}

/** The changes from one file to another. What is not surely narrower counts as broadening. */
export function diffAccess(old: EntitlementFile, next: EntitlementFile): AccessDiff {
  const before = new Map(old.entitlements.map((entitlement) => [entitlement.id, entitlement]));
  const after = new Map(next.entitlements.map((entitlement) => [entitlement.id, entitlement]));
  const changes = [
    ...next.entitlements.flatMap((entitlement) => {
      const known = before.get(entitlement.id);
      if (known !== undefined) return entitlementChanges(known, entitlement);
      return [change("broadening", entitlement.id, "entitlements", "it is new")];
    }),
    ...old.entitlements
      .filter(({ id }) => !after.has(id))
      .map(({ id }) => change("narrowing", id, "entitlements", "it is gone")),
    ...peopleChanges(old.people ?? {}, next.people ?? {}),
  ];
  return { version: 1, changes };
}

function change(kind: ChangeKind, entitlement: string | null, what: string, message: string): AccessChange {
  return { kind, entitlement, what, message };
}

function entitlementChanges(old: Entitlement, next: Entitlement): AccessChange[] {
  const { id } = next;
  const said = (kind: ChangeKind, what: string, message: string): AccessChange =>
    change(kind, id, what, message);
  const changes: AccessChange[] = [];
  /** A number of which more is broader, or narrower. */
  const number = (what: string, from: number, to: number, more: ChangeKind, less: ChangeKind): void => {
    if (from !== to) changes.push(said(to > from ? more : less, what, `${from} becomes ${to}`));
  };
  const list = (what: string, from: readonly string[], to: readonly string[], kinds = SETS): void => {
    for (const entry of to)
      if (!from.includes(entry)) changes.push(said(kinds.added, what, `${entry} is added`));
    for (const entry of from)
      if (!to.includes(entry)) changes.push(said(kinds.removed, what, `${entry} is removed`));
  };

  const grant = grantChange(old, next);
  if (grant !== undefined) changes.push(said(grant.kind, grant.what, grant.message));
  number("maxMinutes", old.maxMinutes, next.maxMinutes, "broadening", "narrowing");
  const [waited, waits] = [old, next].map(({ pendingMinutes = DEFAULT_PENDING_MINUTES }) => pendingMinutes);
  number("pendingMinutes", waited as number, waits as number, "neutral", "neutral");
  list("eligible", old.eligible, next.eligible);
  number("approval.required", old.approval.required, next.approval.required, "narrowing", "broadening");
  list("approval.approvers", old.approval.approvers, next.approval.approvers);
  append(changes, reasonChanges(old, next));
  list("breakGlass.eligible", old.breakGlass?.eligible ?? [], next.breakGlass?.eligible ?? []);
  if (old.breakGlass !== undefined && next.breakGlass !== undefined) {
    const { maxMinutes: from } = old.breakGlass;
    number("breakGlass.maxMinutes", from, next.breakGlass.maxMinutes, "broadening", "narrowing");
  }
  list("notify", old.notify ?? [], next.notify ?? [], { added: "neutral", removed: "neutral" });
  return changes;
}

const SETS: { readonly added: ChangeKind; readonly removed: ChangeKind } = {
  added: "broadening",
  removed: "narrowing",
};

/** What became of what is granted. */
function grantChange(old: Entitlement, next: Entitlement): Omit<AccessChange, "entitlement"> | undefined {
  const what = { role: "statements", policy: "policy", flow: "flow" }[kindOf(next)];
  if (kindOf(old) !== kindOf(next)) {
    return { kind: "broadening", what: "kind", message: `${kindOf(old)} becomes ${kindOf(next)}` };
  }
  if ("target" in old && "target" in next && old.target !== next.target) {
    return { kind: "broadening", what: "target", message: `${old.target} becomes ${next.target}` };
  }
  if ("statements" in old && "statements" in next && old.person !== next.person) {
    const [from, to] = [old, next].map(({ person = "aws:SourceIdentity" }) => person);
    if (from !== to) return { kind: "broadening", what: "person", message: `${from} becomes ${to}` };
  }
  const [inside, outside] = [containsEntitlement(old, next), containsEntitlement(next, old)];
  if (inside && outside) return undefined;
  return inside
    ? { kind: "narrowing", what, message: "it grants less" }
    : { kind: "broadening", what, message: "it grants something that it did not surely grant before" };
}

function reasonChanges(old: Entitlement, next: Entitlement): AccessChange[] {
  const [from, to] = [old.reason, next.reason];
  const changes: AccessChange[] = [];
  if ((from?.required ?? false) !== (to?.required ?? false)) {
    const isAsked = to?.required === true;
    const message = isAsked ? "a reason is asked for" : "no reason is asked for any more";
    changes.push(change(isAsked ? "narrowing" : "broadening", next.id, "reason.required", message));
  }
  if (from?.ticket !== to?.ticket) {
    // Which tickets two expressions share nobody can tell in general.
    const kind = from?.ticket === undefined ? "narrowing" : "broadening";
    const message = `${from?.ticket ?? "no pattern"} becomes ${to?.ticket ?? "no pattern"}`;
    changes.push(change(kind, next.id, "reason.ticket", message));
  }
  return changes;
}

/** Who becomes somebody, or somebody in more groups. */
function peopleChanges(old: People, next: People): AccessChange[] {
  return (["roles", "users"] as const).flatMap((what) => {
    const groupsOf = (people: People): Map<string, ReadonlySet<string>> => {
      const all = new Map<string, Set<string>>();
      for (const { groups, ...entry } of people[what] ?? []) {
        const key = canonicalJson(entry);
        all.set(key, new Set([...(all.get(key) ?? []), ...groups]));
      }
      return all;
    };
    const [before, after] = [groupsOf(old), groupsOf(next)];
    const said = (kind: ChangeKind, message: string): AccessChange =>
      change(kind, null, `people.${what}`, message);
    const added = [...after].flatMap(([entry, groups]) => {
      const known = before.get(entry);
      if (known === undefined) return [said("broadening", `${entry} is new`)];
      return [...groups]
        .filter((group) => !known.has(group))
        .map((group) => said("broadening", `${entry} joins ${group}`));
    });
    const removed = [...before].flatMap(([entry, groups]) => {
      const known = after.get(entry);
      if (known === undefined) return [said("narrowing", `${entry} is gone`)];
      return [...groups]
        .filter((group) => !known.has(group))
        .map((group) => said("narrowing", `${entry} leaves ${group}`));
    });
    return [...added, ...removed];
  });
}
