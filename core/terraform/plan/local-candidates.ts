import { append } from "../../json/append.js";
import { isJsonObject, listMember, member } from "../../json/values.js";
import type { ProviderTables } from "../provider-tables.js";
import { Reference, type Value } from "../value.js";
import {
  type ModuleStep,
  moduleAddress,
  moduleSteps,
  type PlannedCall,
  type PlannedModule,
} from "./plan-configuration.js";
import { attributeName, plannedAt, type Source } from "./source.js";
import type { ListedResource } from "./state-modules.js";

/** What a local of one module instance may identify. */
export interface Candidates {
  readonly values: readonly Value[];
  /** Nothing else can be meant; false where the instance takes in something that a plan does not follow. */
  readonly closed: boolean;
}

/** What the search asks of the plan. */
export interface ModuleContents {
  readonly tables: ProviderTables;
  /** The values of the root module's variables. */
  readonly variables: unknown;
  moduleAt(steps: readonly ModuleStep[]): PlannedModule | undefined;
  resourcesIn(steps: readonly ModuleStep[]): readonly ListedResource[];
  instancesOf(steps: readonly ModuleStep[], call: string): readonly (readonly ModuleStep[])[];
  /** The resources and data sources of some types. */
  resourcesOf(types: readonly string[]): readonly ListedResource[];
  sources(
    references: readonly string[],
    module: readonly ModuleStep[],
    key: ModuleStep["key"],
    call?: string,
  ): readonly Source[];
}

/** What one module instance adds by itself, and the instances whose locals it may pass on. */
export interface Contribution {
  readonly values: readonly Value[];
  readonly closed: boolean;
  readonly next: readonly (readonly ModuleStep[])[];
}

/**
 * What a local of a module instance may identify: a plan holds no locals, but a local is visible in its own module
 * only, so it can name the resources of this instance, the outputs of its children and the arguments of its caller.
 * Where those come from a local again, or from an argument of a resource elsewhere, what is visible there counts too.
 *
 * Source: Terraform language, "Local Values" (scope) and "JSON Output Format", expression representation.
 *
 * @param known contributions by module address, of this attribute
 */
export function localCandidates(
  module: readonly ModuleStep[],
  attribute: string,
  contents: ModuleContents,
  known: Map<string, Contribution>,
): Candidates {
  const found = new Map<string, Value>();
  const visited = new Set<string>();
  const waiting = [module];
  let closed = true;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const address = moduleAddress(at);
    if (visited.has(address)) continue;
    visited.add(address);
    const contribution = known.get(address) ?? contributionOf(at, attribute, contents);
    known.set(address, contribution);
    for (const value of contribution.values) found.set(String(value), value);
    closed &&= contribution.closed;
    for (const next of contribution.next) waiting.push(next);
  }
  return { values: [...found.values()], closed };
}

function contributionOf(
  at: readonly ModuleStep[],
  attribute: string,
  contents: ModuleContents,
): Contribution {
  const { tables } = contents;
  const values: Value[] = literalsAt(at, attribute, contents);
  const next: (readonly ModuleStep[])[] = [];
  let closed = true;
  const through = (resource: ListedResource, path: string): void => {
    const passed = throughOthers(resource, attribute, path, contents);
    if (passed === undefined) closed = false;
    else for (const module of passed) next.push(moduleSteps(module));
  };
  for (const resource of contents.resourcesIn(at)) {
    if (isOpaque(resource, attribute, tables)) closed = false;
    through(resource, "");
    append(values, identities(resource, attribute, tables));
    append(values, literalsIn(resource.values, attribute, tables));
  }
  for (const source of [...childOutputs(at, contents), ...callerArguments(at, contents)]) {
    if (source.kind === "local") next.push(source.module);
    else if (source.kind === "open") closed = false;
    else if (source.kind === "value") append(values, literalsIn(source.value, attribute, tables));
    else {
      const named = namedBy(source, attribute, contents);
      append(values, named.values);
      if (named.isOpen) closed = false;
      if (named.passesOn) next.push(moduleSteps(source.resource.module));
      through(source.resource, source.attribute);
    }
  }
  return { values, closed, next };
}

/** What a resource of the instance identifies: itself, and what it computes. */
function identities(resource: ListedResource, attribute: string, tables: ProviderTables): Reference[] {
  const { address, type } = resource;
  if (tables.expectedTypes(attribute)?.includes(type) === true) return [new Reference(address, "id")];
  return tables.computedIdentifiers(type, attribute).map((name) => new Reference(address, name));
}

/** A resource that may hold any id: the provider computes it, or it is looked up during apply. */
function isOpaque(
  { type, mode, pointer }: ListedResource,
  attribute: string,
  tables: ProviderTables,
  path = "",
): boolean {
  if (mode === "data") return pointer.startsWith("/planned_values") && tables.mayLookUp(type);
  if (tables.expectedTypes(attribute)?.includes(type) === true) return false;
  return tables.passesAnything(type, attribute, path);
}

/**
 * The modules that name what a resource computes through other resources, as that which they are in. Undefined where those
 * others are none of the plan's.
 */
function throughOthers(
  { type, values }: ListedResource,
  attribute: string,
  path: string,
  { tables, resourcesOf }: ModuleContents,
): readonly string[] | undefined {
  const kind = tables.computedThrough(type, attribute, path);
  if (kind === undefined) return [];
  const others = resourcesOf(tables.expectedTypes(kind) ?? []);
  const isForeign = literalsIn(values, kind, tables).length > 0 || others.some(({ mode }) => mode === "data");
  return isForeign ? undefined : [...new Set(others.map(({ module }) => module))];
}

/** What a reference to a resource may identify. */
interface Named {
  readonly values: readonly Value[];
  /** It may hold what its own module gives it. */
  readonly passesOn?: boolean;
  /** It may hold any id. */
  readonly isOpen?: boolean;
}

function namedBy(
  { resource, attribute: path }: Extract<Source, { kind: "resource" }>,
  attribute: string,
  contents: ModuleContents,
): Named {
  const { tables } = contents;
  const planned = plannedAt(resource.values, path);
  if (planned !== undefined) return { values: literalsIn(planned, attribute, tables) };
  if (isOpaque(resource, attribute, tables, path)) return { values: [], isOpen: true };
  const own = identities(resource, attribute, tables);
  if (path === "") {
    const passesOn = tables.relays(resource.type) || carries(resource, attribute, contents);
    return { values: [...own, ...literalsIn(resource.values, attribute, tables)], passesOn };
  }
  const name = attributeName(path);
  const exact = own.filter((one) => one.attribute === name);
  if (exact.length > 0) return { values: exact };
  const passesOn = tables.relays(resource.type) || tables.carriesIdentifiers({ [path]: "" }, attribute);
  return { values: [], passesOn };
}

/** A resource whose arguments may hold others' ids. The planned values lack what is not known yet. */
function carries(resource: ListedResource, attribute: string, { moduleAt, tables }: ModuleContents): boolean {
  const { module, mode, type, name, values } = resource;
  const block = moduleAt(moduleSteps(module))?.resources.get(
    `${mode === "data" ? "data." : ""}${type}.${name}`,
  );
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  return tables.carriesIdentifiers({ ...set, ...block?.expressions }, attribute);
}

function childOutputs(at: readonly ModuleStep[], contents: ModuleContents): Source[] {
  const calls = contents.moduleAt(at)?.calls ?? new Map<string, PlannedCall>();
  return [...calls.keys()].flatMap((name) =>
    contents
      .instancesOf(at, name)
      .flatMap((child) =>
        [...(contents.moduleAt(child)?.outputs.values() ?? [])].flatMap((output) =>
          contents.sources(listMember(output, "references").map(String), child, undefined),
        ),
      ),
  );
}

function callerArguments(at: readonly ModuleStep[], contents: ModuleContents): Source[] {
  const last = at.at(-1);
  const parent = at.slice(0, -1);
  const call = last === undefined ? undefined : contents.moduleAt(parent)?.calls.get(last.name);
  if (last === undefined || call === undefined) return [];
  return Object.values(call.expressions).flatMap((expression) =>
    contents.sources(listMember(expression, "references").map(String), parent, last.key, last.name),
  );
}

/** Ids that stand in the instance's own arguments, in its variables' defaults, or in the root's variables. */
function literalsAt(at: readonly ModuleStep[], attribute: string, contents: ModuleContents): string[] {
  const last = at.at(-1);
  const module = contents.moduleAt(at);
  const call = last === undefined ? undefined : contents.moduleAt(at.slice(0, -1))?.calls.get(last.name);
  const root = isJsonObject(contents.variables) ? Object.values(contents.variables) : [];
  const passed = Object.values(call?.expressions ?? {});
  const variables = passed
    .flatMap((expression) => listMember(expression, "references"))
    .flatMap((one) => /^var\.([\w-]+)/.exec(String(one))?.[1] ?? [])
    .map((name) => (at.length === 1 ? member(contents.variables, name) : undefined));
  return literalsIn(
    [
      [...(module?.defaults.values() ?? [])],
      passed.map((one) => member(one, "constant_value")),
      at.length === 0 ? root : variables,
    ],
    attribute,
    contents.tables,
  );
}

function literalsIn(json: unknown, attribute: string, tables: ProviderTables): string[] {
  if (typeof json === "string") return tables.isIdentifier(json, attribute) ? [json] : [];
  const inner = Array.isArray(json) ? json : isJsonObject(json) ? Object.values(json) : [];
  return inner.flatMap((one) => literalsIn(one, attribute, tables));
}
