import { isJsonObject, listMember, member, objectOrEmpty, textMember } from "../json/values.js";
import type { InputFile } from "../terraform/input-file.js";

/** A `moved` block, or a resource that a plan finds at another address than before. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** The stack that says so. @default - the input is one module */
  readonly stack?: string;
}

/** A `removed` block that leaves the object as it is. */
export interface Forgotten {
  /** A resource or a module. */
  readonly from: string;
  readonly stack?: string;
}

/** What a plan does to one resource. */
export interface PlannedChange {
  /** As Terraform writes them: ["update"], ["delete", "create"], ["create", "delete"], ["forget"]. */
  readonly actions: readonly string[];
}

/** What an input says about objects that exist already, beside what it makes of them. */
export interface Transition {
  readonly moves: readonly Move[];
  /** What Terraform moves by itself where `count` comes or goes: `type.name` and `type.name[0]`, exactly. */
  readonly implied: ReadonlyMap<string, string>;
  readonly forgotten: readonly Forgotten[];
  /** Addresses that take over an object which exists. */
  readonly imports: ReadonlySet<string>;
  /** By address; empty where the input is no plan. */
  readonly changes: ReadonlyMap<string, PlannedChange>;
}

/**
 * Reads `moved`, `removed` and `import` blocks of configuration, and the changes of a plan.
 *
 * Sources: Terraform, "Refactoring", "removed block", "Import"; "JSON Output Format", resource changes.
 */
export function readTransition(files: readonly InputFile[]): Transition {
  const moves: Move[] = [];
  const implied = new Map<string, string>();
  const forgotten: Forgotten[] = [];
  const imports = new Set<string>();
  const changes = new Map<string, PlannedChange>();
  for (const { json, stack, variables } of files) {
    if (variables === true) continue;
    const inStack = stack === undefined ? {} : { stack };
    for (const block of blocks(json, "moved")) {
      const [from, to] = [addressMember(block, "from"), addressMember(block, "to")];
      if (from !== undefined && to !== undefined) moves.push({ from, to, ...inStack });
    }
    for (const [address, body] of resourceBlocks(json)) {
      if (member(body, "count") !== undefined) implied.set(address, `${address}[0]`);
      else if (member(body, "for_each") === undefined) implied.set(`${address}[0]`, address);
    }
    for (const block of blocks(json, "removed")) {
      const from = addressMember(block, "from");
      if (from !== undefined && keepsObject(block)) forgotten.push({ from, ...inStack });
    }
    for (const block of blocks(json, "import")) {
      const to = addressMember(block, "to");
      if (to !== undefined) imports.add(to);
    }
    for (const change of listMember(json, "resource_changes")) {
      const address = textMember(change, "address");
      if (address === undefined) continue;
      const from = textMember(change, "previous_address");
      if (from !== undefined) moves.push({ from, to: address });
      const planned = member(change, "change");
      if (isJsonObject(member(planned, "importing"))) imports.add(address);
      const actions = listMember(planned, "actions").filter((action) => typeof action === "string");
      // A deposed object has an entry of its own beside that of its successor.
      if (textMember(change, "deposed") === undefined) changes.set(address, { actions });
    }
  }
  return { moves, implied, forgotten, imports, changes };
}

/** The address as another input's object moves to it; the address itself where nothing moves it. */
export function movedAddress(address: string, moves: readonly Move[], stack: string | undefined): string {
  let now = address;
  // A chain of moves is as long as their list at most.
  for (let hops = 0; hops < moves.length; hops++) {
    const move = moves.find(
      (one) => (one.stack === undefined || one.stack === stack) && isWithin(now, one.from),
    );
    if (move === undefined) return now;
    now = `${move.to}${now.slice(move.from.length)}`;
  }
  return now;
}

/** Whether a plan imports the resource, which its prior state holds already. */
export function isPlannedImport(address: string, { imports, changes }: Transition): boolean {
  return imports.has(address) && changes.has(address);
}

/** Whether the address is that of the resource or module, of an instance of it, or of something in it. */
export function isWithin(address: string, outer: string): boolean {
  return address.startsWith(outer) && ["", ".", "["].includes(address.charAt(outer.length));
}

/** The type of the managed resource at an address; undefined for a module. */
export function typeAt(address: string): string | undefined {
  const own = address.replace(/^(?:module\.[^.[]+(?:\[[^\]]*\])?\.?)*/, "");
  return own === "" ? undefined : own.split(".", 1)[0];
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
