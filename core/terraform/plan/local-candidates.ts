import { isJsonObject, listMember, member } from "../../json/values.js";
import type { ProviderTables } from "../provider-tables.js";
import { Reference, type Value } from "../value.js";
import {
  type ModuleStep,
  moduleAddress,
  type PlannedCall,
  type PlannedModule,
} from "./plan-configuration.js";
import type { Source } from "./source.js";
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
  sources(
    references: readonly string[],
    module: readonly ModuleStep[],
    key: ModuleStep["key"],
  ): readonly Source[];
}

/** Attributes of an identified resource that never hold another one's id. */
const PLAIN_ATTRIBUTES =
  /^(?:name|name_prefix|arn|vpc_id|owner_id|description|region|availability_zone(?:_id)?|(?:ipv6_)?cidr_block|(?:default|main)_\w+_id|tags(?:_all)?(?:\..*)?)$/;

/**
 * What a local of a module instance may identify: a plan holds no locals, but a local is visible in its own module
 * only, so it can name the resources of this instance, the outputs of its children and the arguments of its caller.
 * Where those come from a local again, that one's candidates count too.
 *
 * Source: Terraform language, "Local Values" (scope) and "JSON Output Format", expression representation.
 */
export function localCandidates(
  module: readonly ModuleStep[],
  attribute: string,
  contents: ModuleContents,
): Candidates {
  const found = new Map<string, Value>();
  const visited = new Set<string>();
  const waiting = [module];
  let closed = true;
  const add = (value: Value): void => void found.set(String(value), value);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const address = moduleAddress(at);
    if (visited.has(address)) continue;
    visited.add(address);
    for (const resource of contents.resourcesIn(at)) {
      if (isOpaque(resource, attribute, contents.tables)) closed = false;
      for (const value of identities(resource, attribute, contents.tables)) add(value);
    }
    for (const literal of literalsAt(at, attribute, contents)) add(literal);
    for (const source of [...childOutputs(at, contents), ...callerArguments(at, contents)]) {
      if (source.kind === "local") waiting.push(source.module);
      else if (source.kind === "open") closed = false;
      else if (source.kind === "value")
        for (const text of literalsIn(source.value, attribute, contents.tables)) add(text);
      else {
        const named = namedBy(source, attribute, contents);
        if (named === undefined) closed = false;
        else for (const value of named) add(value);
      }
    }
  }
  return { values: [...found.values()], closed };
}

/** What a resource of the instance identifies: itself, and what it computes. */
function identities(resource: ListedResource, attribute: string, tables: ProviderTables): Reference[] {
  const { address, type } = resource;
  if (tables.expectedTypes(attribute)?.includes(type) === true) return [new Reference(address, "id")];
  return tables.computedIdentifiers(type, attribute).map((name) => new Reference(address, name));
}

/** A resource that may hold any id: it passes on what it was given, or it is looked up during apply. */
function isOpaque(
  { type, mode, pointer }: ListedResource,
  attribute: string,
  tables: ProviderTables,
): boolean {
  if (tables.expectedTypes(attribute)?.includes(type) === true) return false;
  return tables.passesAnything(type, attribute) || (mode === "data" && pointer.startsWith("/planned_values"));
}

/** What a reference to a resource may identify; undefined where its attribute may hold others' ids. */
function namedBy(
  { resource, attribute: path }: Extract<Source, { kind: "resource" }>,
  attribute: string,
  { tables }: ModuleContents,
): Reference[] | undefined {
  if (isOpaque(resource, attribute, tables)) return undefined;
  if (tables.expectedTypes(attribute)?.includes(resource.type) === true) {
    if (path === "" || path === "id") return [new Reference(resource.address, "id")];
    return PLAIN_ATTRIBUTES.test(path) ? [] : undefined;
  }
  const computed = identities(resource, attribute, tables);
  if (path === "") return tables.carriesIdentifiers(resource.values, attribute) ? undefined : computed;
  const name = path.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
  const exact = computed.filter((one) => one.attribute === name);
  if (exact.length > 0) return exact;
  return tables.carriesIdentifiers({ [path]: "" }, attribute) ? undefined : [];
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
  const repeated = listMember(call.forEach, "references").map(String);
  return Object.values(call.expressions).flatMap((expression) => {
    const references = listMember(expression, "references").map(String);
    const spread = references.flatMap((one) => (/^each\.value\b/.test(one) ? repeated : [one]));
    return contents.sources(spread, parent, last.key);
  });
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
