import { AddressSet } from "../network/address-set.js";
import { parseCidr } from "../network/cidr.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { NetworkModel } from "../reachability/model.js";
import { blocksOf, textOf, Unresolved } from "../terraform/value.js";
import type { Change, EntryChange } from "./change.js";
import { NamedResources } from "./changed-attributes.js";
import { isForgotten } from "./transition.js";

const ENTRY = "aws_ec2_managed_prefix_list_entry";
const UNTIL = "until the new entry stands";

/** One block of a list: whose it is, and its description. */
interface ListEntry {
  readonly cidr: string;
  readonly description: string;
  /** One of them is not known, so it may be as it was. */
  readonly isOpen: boolean;
  /** Id of the resource; undefined where the list itself holds it. */
  readonly resource?: string;
}

/**
 * What the change makes of entries of prefix lists. What a list itself holds changes by one call, but for descriptions: these
 * entries are removed by one call and added by a second one.
 */
export function prefixListChanges(change: Change): EntryChange[] {
  const { before, after } = change;
  const [separateBefore, separateAfter] = [separateOf(before), separateOf(after)];
  return before.resources("aws_ec2_managed_prefix_list").flatMap((list): EntryChange[] => {
    const [old, current] = [
      entriesOf(list.id, before, separateBefore.get(list.id)),
      entriesOf(list.id, after, separateAfter.get(list.id)),
    ];
    const separate = old.filter((entry) => entry.resource !== undefined);
    return [
      ...separate.flatMap((entry) => separateEntry(list.id, entry, old, current, change)),
      ...inlineEntries(list.id, old, current, change),
    ];
  });
}

function separateEntry(
  list: string,
  entry: ListEntry,
  old: readonly ListEntry[],
  current: readonly ListEntry[],
  { before, after, transition }: Change,
): EntryChange[] {
  const id = entry.resource ?? "";
  const own = before.model.resources.get(id);
  if (own !== undefined && isForgotten(after.model.resources.get(id) ?? own, transition)) return [];
  const next = current.find(({ resource }) => resource === id);
  const isSame = next?.cidr === entry.cidr && next.description === entry.description;
  if (isSame || next?.isOpen === true) return [];
  const others = old.filter((one) => one !== entry);
  const step = {
    resource: id,
    constructPath: own?.constructPath ?? null,
    meanwhile: withAddresses(list, others),
  };
  if (!after.model.resources.has(id))
    return [{ ...step, action: "delete", lasts: "", why: "the entry goes", fix: null }];
  return [
    {
      ...step,
      action: "replace-entry",
      lasts: UNTIL,
      why: "the provider makes a changed entry anew, its description included; the old one is removed first",
      fix: "Add the new entry under another address, and remove the old one in a second apply.",
    },
  ];
}

function inlineEntries(
  list: string,
  old: readonly ListEntry[],
  current: readonly ListEntry[],
  { after }: Change,
): EntryChange[] {
  const resource = after.model.resources.get(list);
  // With a block that is not known, it is not known either what comes and goes.
  if (resource === undefined || current.some(({ cidr }) => cidr === "")) return [];
  const apart = new Set(
    [...old, ...current].filter((one) => one.resource !== undefined).map(({ cidr }) => cidr),
  );
  const inline = (entries: readonly ListEntry[]) =>
    new Map(entries.filter(({ cidr }) => !apart.has(cidr)).map((entry) => [entry.cidr, entry]));
  const [was, now] = [inline(old), inline(current)];
  const redescribed = [...now.values()].filter((entry) => {
    const known = was.get(entry.cidr);
    return known !== undefined && !entry.isOpen && known.description !== entry.description;
  });
  const gone = [...was.keys()].filter((cidr) => !now.has(cidr));
  const made = [...now.keys()].filter((cidr) => !was.has(cidr));
  if (redescribed.length + gone.length + made.length === 0) return [];
  const absent = new Set([...gone, ...redescribed.map(({ cidr }) => cidr)]);
  const isReplaced = redescribed.length > 0;
  return [
    {
      action: isReplaced ? "replace-entry" : "in-place",
      resource: list,
      constructPath: resource.constructPath ?? null,
      meanwhile: withAddresses(
        list,
        old.filter(({ cidr }) => !absent.has(cidr)),
      ),
      lasts: UNTIL,
      why: isReplaced
        ? `the description of ${redescribed.map(({ cidr }) => cidr).join(", ")} changes: the provider removes the entry by one call and adds it by another`
        : `${[...gone, ...made].join(", ")} ${gone.length + made.length === 1 ? "changes" : "change"} by one call`,
      fix: isReplaced ? "Leave the description as it is, or change it while nothing needs the entry." : null,
    },
  ];
}

/** Entries that are resources of their own, by their list. */
function separateOf(network: CheckedNetwork): ReadonlyMap<string, readonly ListEntry[]> {
  const names = new NamedResources(network);
  const byList = new Map<string, ListEntry[]>();
  for (const { id, values } of network.resources(ENTRY)) {
    const list = names.idOf(values.get("prefix_list_id"));
    const entries = byList.get(list) ?? [];
    byList.set(list, entries);
    entries.push({ ...entryOf(values), resource: id });
  }
  return byList;
}

/** All entries of a list; AWS shows separate ones among those that the list holds itself. */
function entriesOf(list: string, network: CheckedNetwork, separate: readonly ListEntry[] = []): ListEntry[] {
  const apart = new Set(separate.map(({ cidr }) => cidr));
  const inline = blocksOf(network.model.resources.get(list)?.values.get("entry")).map(entryOf);
  return [...separate, ...inline.filter(({ cidr }) => !apart.has(cidr))];
}

function entryOf(values: ReadonlyMap<string, Parameters<typeof textOf>[0]>): ListEntry {
  const [cidr, description] = [values.get("cidr"), values.get("description")];
  return {
    cidr: textOf(cidr) ?? "",
    description: textOf(description) ?? "",
    isOpen: [cidr, description].some((value) => value instanceof Unresolved),
  };
}

function withAddresses(id: string, entries: readonly ListEntry[]): (model: NetworkModel) => NetworkModel {
  const cidrs = entries.flatMap(({ cidr }) => {
    const parsed = parseCidr(cidr);
    return parsed.ok ? [parsed.value] : [];
  });
  return (model) => {
    const list = model.prefixLists.get(id);
    // Where the entries are not known, nothing is said of them.
    if (list === undefined || list.addresses === null) return model;
    const addresses = AddressSet.fromCidrs(cidrs);
    return { ...model, prefixLists: new Map([...model.prefixLists, [id, { ...list, addresses }]]) };
  };
}
