import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { NetworkAcl, NetworkAclEntry, NetworkModel } from "../reachability/model.js";
import type { Resource } from "../terraform/resource.js";
import type { Change, EntryChange } from "./change.js";
import { NamedResources } from "./changed-attributes.js";
import { prefixListChanges } from "./prefix-list-changes.js";
import { routeChanges } from "./route-changes.js";
import { isForgotten } from "./transition.js";

/**
 * What the change makes of entries of network ACLs, routes and entries of prefix lists that stay, change or go. New ones cut
 * nothing before they stand.
 *
 * Source: AWS provider 5.100.0, network_acl.go, route_table.go, ec2_managed_prefix_list.go; the calls that it makes stand in
 * test/deployment/entry-rows.ts.
 */
export function entryChanges(change: Change): EntryChange[] {
  return [...aclChanges(change), ...routeChanges(change), ...prefixListChanges(change)];
}

function aclChanges(change: Change): EntryChange[] {
  const { before, after } = change;
  const adopted = new NamedResources(after).byArgument(
    after.resources("aws_default_network_acl"),
    "default_network_acl_id",
  );
  return [...before.model.networkAcls.values()].flatMap((was) => {
    const now = after.model.networkAcls.get(was.id);
    return [
      ...separateEntries(was, now, change),
      ...(now === undefined ? [] : inlineEntries(was, now, adopted, change)),
    ];
  });
}

/** Entries that are resources: every argument makes a new one. */
function separateEntries(was: NetworkAcl, now: NetworkAcl | undefined, change: Change): EntryChange[] {
  const { before, after, transition, createdFirst } = change;
  return was.entries
    .filter(({ id }) => before.model.resources.has(id))
    .flatMap((entry): EntryChange[] => {
      const resource = after.model.resources.get(entry.id);
      const own = before.model.resources.get(entry.id);
      if (own !== undefined && isForgotten(resource ?? own, transition)) return [];
      const next = now?.entries.find(({ id }) => id === entry.id);
      if (next !== undefined && keyOf(next) === keyOf(entry)) return [];
      const constructPath = own?.constructPath ?? null;
      const meanwhile = withEntries(was, [entry], next === undefined ? [] : [next]);
      if (resource === undefined)
        return [
          {
            action: "delete",
            resource: entry.id,
            constructPath,
            meanwhile,
            lasts: "",
            why: "the entry goes",
            fix: null,
          },
        ];
      if (next === undefined) return [];
      const planned = transition.changes.get(entry.id)?.actions;
      const first = planned === undefined ? createdFirst.has(entry.id) : planned[0] === "create";
      const isTaken = next.number === entry.number && next.direction === entry.direction;
      const order = !first
        ? "the old one is deleted first"
        : isTaken
          ? "EC2 refuses a second entry of the same number, and the apply stops"
          : "the new one is made before the old one goes";
      return [
        {
          action: "replace-entry",
          resource: entry.id,
          constructPath,
          meanwhile: first && !isTaken ? withEntries(was, [], [next]) : meanwhile,
          lasts: UNTIL,
          why: `the provider makes a changed entry anew; ${order}`,
          fix:
            first && !isTaken
              ? null
              : "Give the new entry another rule number under another address, and remove the old one in a second apply.",
        },
      ];
    });
}

const UNTIL = "until the new entry stands";

/** Entries that the ACL itself lists: the provider deletes those that differ, one by one, then makes the new ones. */
function inlineEntries(
  was: NetworkAcl,
  now: NetworkAcl,
  adopted: ReadonlyMap<string, Resource>,
  { before, after }: Change,
): EntryChange[] {
  const resource = after.model.resources.get(was.id) ?? adopted.get(was.id);
  if (resource === undefined || !before.model.resources.has(resource.id)) return [];
  const separate = new Set([...numbersOf(was, before), ...numbersOf(now, after)]);
  const listed = ({ entries }: NetworkAcl, { model }: CheckedNetwork) =>
    entries.filter((entry) => !model.resources.has(entry.id) && !separate.has(numberOf(entry)));
  const [old, current] = [listed(was, before), listed(now, after)];
  const [oldKeys, newKeys] = [new Set(old.map(keyOf)), new Set(current.map(keyOf))];
  const gone = old.filter((entry) => !newKeys.has(keyOf(entry)));
  const made = current.filter((entry) => !oldKeys.has(keyOf(entry)));
  if (gone.length === 0 && made.length === 0) return [];
  const isReplaced = gone.length > 0 && made.length > 0;
  const why = isReplaced
    ? `${named(gone)} differ${gone.length === 1 ? "s" : ""}: the provider deletes, then makes anew`
    : gone.length > 0
      ? `${named(gone)} ${gone.length === 1 ? "goes" : "go"}`
      : `${named(made)} ${made.length === 1 ? "comes" : "come"}`;
  return [
    {
      action: isReplaced ? "replace-entry" : "in-place",
      resource: resource.id,
      constructPath: resource.constructPath ?? null,
      meanwhile: withEntries(was, gone, made),
      lasts: UNTIL,
      why,
      fix: isReplaced
        ? "Add the new entry under another number first, and remove the old one in a second apply."
        : null,
    },
  ];
}

/** "the entries ingress 100 and egress 200". */
function named(entries: readonly NetworkAclEntry[]): string {
  const numbers = [...new Set(entries.map(numberOf))];
  return `the ${numbers.length === 1 ? "entry" : "entries"} ${numbers.join(", ")}`;
}

function numbersOf({ entries }: NetworkAcl, { model }: CheckedNetwork): string[] {
  return entries.filter(({ id }) => model.resources.has(id)).map(numberOf);
}

function numberOf({ direction, number }: NetworkAclEntry): string {
  return `${direction} ${number}`;
}

function keyOf(entry: NetworkAclEntry): string {
  return `${numberOf(entry)} ${entry.allow} ${entry.traffic.boundaries.join()} ${entry.cidr.text}`;
}

/** The network while entries are gone that allow, and those that deny stand already. */
function withEntries(
  acl: NetworkAcl,
  gone: readonly NetworkAclEntry[],
  made: readonly NetworkAclEntry[],
): (model: NetworkModel) => NetworkModel {
  const left = acl.entries.filter((entry) => !entry.allow || !gone.includes(entry));
  const entries = [...left, ...made.filter(({ allow }) => !allow)].sort((a, b) => a.number - b.number);
  return (model) => ({
    ...model,
    networkAcls: new Map([...model.networkAcls, [acl.id, { ...acl, entries }]]),
  });
}
