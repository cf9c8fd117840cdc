import { isJsonObject, listMember, member, objectOrEmpty, textMember } from "../json/values.js";
import type { InputFile } from "../terraform/input-file.js";
import { objectAddress } from "../terraform/plan/state-modules.js";
import type { Resource } from "../terraform/resource.js";
import {
  addressOf,
  type ImpliedMove,
  impliedKey,
  insideModule,
  isWithin,
  type Move,
  withoutKey,
  withoutModules,
} from "./moves.js";

/** A `removed` block that leaves the object as it is. */
export interface Forgotten {
  /** A resource or a module. */
  readonly from: string;
  readonly stack?: string;
  /** As of {@link Move}. */
  readonly called?: string;
}

/** What a plan does to one resource. */
export interface PlannedChange {
  /** As Terraform writes them: ["update"], ["delete", "create"], ["create", "delete"], ["forget"]. */
  readonly actions: readonly string[];
}

/** What an input says about objects that exist already, beside what it makes of them. */
export interface Transition {
  readonly moves: readonly Move[];
  /** Resource instances that a plan finds at another address: from the previous one to the present one, exactly. */
  readonly previous: ReadonlyMap<string, string>;
  /** Resources whose `count` may have come or gone; Terraform moves them by itself. */
  readonly implied: ReadonlyMap<string, ImpliedMove>;
  readonly forgotten: readonly Forgotten[];
  /** Addresses that take over an object which exists; of an `import` with `for_each`, the resource without its key. */
  readonly imports: ReadonlySet<string>;
  /** By address; empty where the input is not a plan. */
  readonly changes: ReadonlyMap<string, PlannedChange>;
}

/**
 * Reads `moved`, `removed` and `import` blocks of configuration, and the changes of a plan.
 *
 * Sources: Terraform, "Refactoring", "removed block", "Import"; "JSON Output Format", resource changes.
 */
export function readTransition(files: readonly InputFile[]): Transition {
  const moves: Move[] = [];
  const previous = new Map<string, string>();
  const implied = new Map<string, ImpliedMove>();
  const forgotten: Forgotten[] = [];
  const imports = new Set<string>();
  const changes = new Map<string, PlannedChange>();
  for (const { json, stack, called, variables } of files) {
    if (variables === true) continue;
    const place = {
      ...(stack === undefined ? {} : { stack }),
      ...(called === undefined ? {} : { called }),
    };
    for (const block of blocks(json, "moved")) {
      const [from, to] = [addressMember(block, "from"), addressMember(block, "to")];
      if (from !== undefined && to !== undefined) moves.push({ from, to, ...place });
    }
    for (const [address, body] of resourceBlocks(json)) {
      const repeats = member(body, "count") !== undefined ? "count" : member(body, "for_each");
      if (repeats === "count" || repeats === undefined)
        implied.set(impliedKey(place, address), repeats === "count" ? "counted" : "single");
    }
    for (const block of blocks(json, "removed")) {
      const from = addressMember(block, "from");
      if (from !== undefined && keepsObject(block)) forgotten.push({ from, ...place });
    }
    // In a module that is called, Terraform refuses them.
    for (const block of called === undefined ? blocks(json, "import") : []) {
      const to = addressMember(block, "to");
      if (to !== undefined) imports.add(member(block, "for_each") === undefined ? to : withoutKey(to));
    }
    for (const change of listMember(json, "resource_changes")) {
      if (textMember(change, "address") === undefined) continue;
      const address = objectAddress(change, "deposed");
      const from = textMember(change, "previous_address");
      if (from !== undefined) previous.set(from, address);
      const planned = member(change, "change");
      if (isJsonObject(member(planned, "importing"))) imports.add(address);
      const actions = listMember(planned, "actions").filter((action) => typeof action === "string");
      changes.set(address, { actions });
    }
  }
  // Where a moved block names the resource, Terraform leaves it to that.
  for (const { from, to, ...place } of moves)
    for (const address of [from, to]) implied.delete(impliedKey(place, withoutKey(address)));
  return { moves, previous, implied, forgotten, imports, changes };
}

/** Whether Terraform lets go of a resource without destroying it. */
export function isForgotten(
  { id, document }: Pick<Resource, "id" | "document">,
  { forgotten, changes }: Transition,
): boolean {
  const address = addressOf({ id, document });
  return (
    changes.get(id)?.actions.includes("forget") === true ||
    forgotten.some(({ from, stack, called }) => {
      if (stack !== undefined && stack !== document) return false;
      const inside = insideModule(address, called);
      return inside !== undefined && isWithin(inside.own, from);
    })
  );
}

/** Whether the resource takes over an object that exists. */
export function isImported(
  { id, document }: Pick<Resource, "id" | "document">,
  { imports }: Transition,
): boolean {
  const address = addressOf({ id, document });
  return imports.has(address) || imports.has(withoutKey(address));
}

/** Whether a plan imports the resource, which its prior state holds already. */
export function isPlannedImport(
  resource: Pick<Resource, "id" | "document">,
  transition: Transition,
): boolean {
  return isImported(resource, transition) && transition.changes.has(resource.id);
}

/** The type of the managed resource at an address; undefined for a module. */
export function typeAt(address: string): string | undefined {
  return withoutModules(address).split(".", 1)[0] || undefined;
}

/** Every resource block of a configuration with its address. */
function* resourceBlocks(json: unknown): Iterable<readonly [address: string, body: unknown]> {
  for (const types of blocks(json, "resource")) {
    for (const [type, names] of Object.entries(objectOrEmpty(types))) {
      for (const named of isJsonObject(names) ? [names] : listMember(types, type))
        for (const [name, body] of Object.entries(objectOrEmpty(named)))
          yield [`${type}.${name}`, Array.isArray(body) ? body[0] : body];
    }
  }
}

/** `destroy` is true where it is left out (Terraform, "removed block"). */
function keepsObject(block: unknown): boolean {
  return blocks(block, "lifecycle").some((lifecycle) => {
    const destroy = member(lifecycle, "destroy");
    return destroy === false || destroy === "false";
  });
}

/** The blocks of a name, which JSON writes as one object or as a list. */
function blocks(json: unknown, name: string): readonly unknown[] {
  const written = member(json, name);
  return isJsonObject(written) ? [written] : listMember(json, name);
}

/** An address, which JSON writes with or without "${" and "}". */
function addressMember(block: unknown, name: string): string | undefined {
  return textMember(block, name)
    ?.trim()
    .replace(/^\$\{\s*(.*?)\s*\}$/, "$1");
}
