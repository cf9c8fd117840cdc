import { EC2_TABLES } from "../reachability/reading/ec2-tables.js";
import { withoutMirroredEntries } from "../reachability/reading/mirrored-entries.js";
import {
  INLINE_DIRECTIONS,
  permissionKeys,
  withoutMirroredRules,
} from "../reachability/reading/mirrored-rules.js";
import type { Resource } from "../terraform/resource.js";
import {
  type Block,
  blocksOf,
  listOf,
  mapParts,
  Reference,
  textOf,
  Unresolved,
  type Value,
} from "../terraform/value.js";
import { addressOf, impliedAddress, type Move, movedAddress } from "./moves.js";
import { isForgotten, isImported, type Transition, typeAt } from "./transition.js";

/** The lists that Terraform leaves as they are where the configuration leaves them out: they are computed then. */
const COMPUTED_LISTS: Readonly<Record<string, readonly string[]>> = {
  aws_security_group: INLINE_DIRECTIONS,
  aws_default_security_group: INLINE_DIRECTIONS,
  aws_network_acl: ["ingress", "egress"],
  aws_route_table: ["route"],
  aws_default_route_table: ["route"],
};

/** The resources of the input before, at the addresses that the later input gives them. */
export function atNewAddresses(
  resources: readonly Resource[],
  { moves, previous, implied }: Pick<Transition, "moves" | "previous" | "implied">,
): Resource[] {
  const possible = moves.filter((move) => !isRefused(move));
  const taken = new Set(resources.map(({ id }) => id));
  const ids = new Map<string, string>();
  for (const { id, document } of resources) {
    const address = addressOf({ id, document });
    const prefix = id.slice(0, id.length - address.length);
    const isTaken = (other: string): boolean => taken.has(`${prefix}${other}`);
    const said =
      previous.get(address) ??
      impliedAddress(movedAddress(address, possible, document, isTaken), implied, document);
    // Where the address is taken, the move was made long ago.
    if (said !== address && !isTaken(said)) ids.set(id, `${prefix}${said}`);
  }
  if (ids.size === 0) return [...resources];
  return resources.map((resource) => {
    const id = ids.get(resource.id) ?? resource.id;
    const name = id === resource.id ? resource.name : lastLabel(id);
    return { ...resource, id, name, values: readdressed(resource.values, ids) };
  });
}

/** A move between types of rules. The AWS provider supports none (hashicorp/terraform-provider-aws#36913). */
export function isRefused({ from, to }: Move): boolean {
  const [was, now] = [typeAt(from), typeAt(to)];
  return (
    was !== now && [was, now].every((type) => type?.startsWith("aws_") && type.includes("security_group"))
  );
}

/**
 * The resources of a configuration as they stand once it is applied over the earlier ones: with what `ignore_changes`
 * leaves as it is, with inline rules that it no longer mentions, and with what it forgets and does not destroy.
 */
export function asApplied(
  resources: readonly Resource[],
  before: ReadonlyMap<string, Resource>,
  transition: Transition,
): Resource[] {
  const references = referencesById(before.values());
  const shown = [...before.values()];
  const earlier = new Map(withoutMirroredEntries(shown, shown).map((one) => [one.id, one]));
  const imported = resources.filter((resource) => isImported(resource, transition));
  const now = new Set(resources.map(({ id }) => id));
  const ending = [...earlier.values()].filter(
    (one) => permissionKeys(one, NO_IDS).length > 0 && !now.has(one.id) && !isForgotten(one, transition),
  );
  const kept = resources.map((resource) => {
    const was = earlier.get(resource.id);
    if (was === undefined || resource.mode === "data") return resource;
    const values = keptValues(resource, was, references);
    return values === resource.values
      ? withoutEnding(resource, was, ending)
      : withoutImported({ ...resource, values }, imported);
  });
  const taken = new Set(imported.flatMap((resource) => permissionKeys(resource, NO_IDS)));
  const forgotten = [...earlier.values()]
    .filter(
      (one) =>
        one.mode === "managed" &&
        !now.has(one.id) &&
        (isForgotten(one, transition) || staysAsItIs(one, resources, references)),
    )
    .map((resource) => ({ ...resource, values: withReferences(statedValues(resource), references) }))
    // What another address takes over is there once.
    .filter((resource) => {
      const keys = permissionKeys(resource, NO_IDS);
      return keys.length === 0 || keys.some((key) => !taken.has(key));
    });
  return [...kept, ...forgotten];
}

const NO_IDS: ReadonlyMap<string, string> = new Map();

/**
 * The group without inline rules that resources of their own hold before and that end with them: the provider takes those for
 * the group's own, authorizes nothing, and the apply revokes them.
 */
function withoutEnding(group: Resource, was: Resource, ending: readonly Resource[]): Resource {
  const isNew = ["ingress", "egress"].some(
    (name) => blocksOf(group.values.get(name)).length > 0 && blocksOf(was.values.get(name)).length === 0,
  );
  return isNew ? withoutImported(group, ending) : group;
}

/** What AWS made itself stays where the resource that adopted it goes, unless another one adopts it, or its VPC goes. */
function staysAsItIs(
  one: Resource,
  resources: readonly Resource[],
  references: ReadonlyMap<string, Reference>,
): boolean {
  const adopted = EC2_TABLES.adopts(one.type);
  if (adopted === undefined) return false;
  const what = ({ values }: Resource): Value =>
    withReferences(values.get(adopted.argument) ?? null, references);
  const object = what(one);
  const vpc = withReferences(one.values.get(adopted.owner) ?? null, references);
  const owner = object instanceof Reference ? object : vpc;
  return (
    !resources.some((other) => other.type === one.type && String(what(other)) === String(object)) &&
    (!(owner instanceof Reference) || resources.some(({ id }) => id === owner.resource))
  );
}

/** The arguments with those of the earlier resource that Terraform leaves as they are. */
function keptValues(
  resource: Resource,
  was: Resource,
  references: ReadonlyMap<string, Reference>,
): Resource["values"] {
  const names = new Set(ignored(resource.values, was.values));
  const stated = statedValues(was);
  for (const name of COMPUTED_LISTS[resource.type] ?? [])
    if ((resource.values.get(name) ?? null) === null && stated.has(name)) names.add(name);
  if (names.size === 0) return resource.values;
  const values = new Map(resource.values);
  for (const name of names) {
    const value = was.values.get(name);
    if (value === undefined) values.delete(name);
    else values.set(name, withReferences(value, references));
  }
  return values;
}

/** The values without computed lists that are empty: only written out does an empty list say that there is nothing. */
function statedValues({ type, values }: Resource): Block {
  const empty = (COMPUTED_LISTS[type] ?? []).filter((name) => blocksOf(values.get(name)).length === 0);
  return new Map([...values].filter(([name]) => !empty.includes(name)));
}

/** The attributes that `ignore_changes` names; of a path, its first step, since rules have no parts that change alone. */
function ignored(values: Block, was: Block): string[] {
  const written = blocksOf(values.get("lifecycle")).flatMap((lifecycle) =>
    listOf(lifecycle.get("ignore_changes")),
  );
  const names = written.map((name) => {
    const text = name instanceof Unresolved ? name.expression : textOf(name);
    return (text ?? "").split(/[.[]/, 1)[0] ?? "";
  });
  if (names.includes("all"))
    return [...new Set([...values.keys(), ...was.keys()])].filter((name) => name !== "lifecycle");
  return names.filter((name) => name !== "");
}

function withoutImported(group: Resource, imported: readonly Resource[]): Resource {
  return withoutMirroredRules([group], imported)[0] ?? group;
}

/** The identifiers of a state, each as a reference to its resource, as configuration writes it. */
function referencesById(resources: Iterable<Resource>): ReadonlyMap<string, Reference> {
  const references = new Map<string, Reference>();
  for (const { id, mode, values } of resources) {
    const text = textOf(values.get("id"));
    if (mode === "managed" && text !== undefined) references.set(text, new Reference(id, "id"));
  }
  return references;
}

function withReferences(values: Block, references: ReadonlyMap<string, Reference>): Block;
function withReferences(value: Value, references: ReadonlyMap<string, Reference>): Value;
function withReferences(value: Value, references: ReadonlyMap<string, Reference>): Value {
  if (typeof value === "string") return references.get(value) ?? value;
  return mapParts(value, (inner) => withReferences(inner, references));
}

function readdressed(values: Block, ids: ReadonlyMap<string, string>): Block;
function readdressed(value: Value, ids: ReadonlyMap<string, string>): Value;
function readdressed(value: Value, ids: ReadonlyMap<string, string>): Value {
  if (value instanceof Reference) {
    const id = ids.get(value.resource);
    return id === undefined ? value : new Reference(id, value.attribute);
  }
  return mapParts(value, (inner) => readdressed(inner, ids));
}

function lastLabel(address: string): string {
  return (
    address
      .replace(/\[[^\]]*\]$/, "")
      .split(".")
      .at(-1) ?? address
  );
}
