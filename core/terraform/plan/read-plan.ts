import { listMember, member, textMember } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { InputFile } from "../input-file.js";
import { plainBlock } from "../plain-values.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { withoutExcluded } from "./excluded-arguments.js";
import { moduleAt, moduleSteps, plannedModule } from "./plan-configuration.js";
import { ReferenceResolver } from "./reference-resolver.js";
import { type ListedResource, listResources, objectAddress } from "./state-modules.js";
import { withUnknowns } from "./unknown-values.js";
import { writtenArguments } from "./written-arguments.js";

/** The resources of a plan, what mirrors others among them. */
export interface PlanResources {
  readonly resources: readonly Resource[];
  /** Those of the state before the plan, which the attributes of others may still mirror. */
  readonly earlier: readonly Resource[];
}

/**
 * The resources that a plan leads to: its planned values, with what is known only after apply resolved through
 * the configuration, and the data sources that it has read.
 *
 * Source: Terraform, "JSON Output Format", plan representation.
 *
 * @param sourced the resources as the plan's configuration writes them
 */
export function readPlan(
  { path, json }: InputFile,
  tables: ProviderTables,
  collector: DocumentCollector,
  sourced: ReadonlyMap<string, Resource> = new Map(),
): PlanResources {
  noteMissingParts(path, json, collector);
  const forgotten = forgottenAddresses(json);
  // Terraform lists what it forgets too, without values.
  const planned = listResources(
    member(member(json, "planned_values"), "root_module"),
    "/planned_values/root_module",
  ).filter(({ address }) => !forgotten.has(address));
  const prior = listResources(
    member(member(member(json, "prior_state"), "values"), "root_module"),
    "/prior_state/values/root_module",
  );
  const known = new Set(planned.map(({ address }) => address));
  const stays = standingObjects(json, planned, prior, tables);
  const listed = [
    ...planned,
    ...prior.filter((one) => (one.mode === "data" || stays(one)) && !known.has(one.address)),
  ];
  const configuration = plannedModule(member(member(json, "configuration"), "root_module"));
  const resolver = new ReferenceResolver(configuration, member(json, "variables"), listed, tables);
  const unknowns = unknownsByAddress(json);
  const before = new Map(prior.map((one) => [one.address, one]));
  const providers = member(member(json, "configuration"), "provider_config");
  const resources = listed.map((one) => {
    const module = moduleSteps(one.module);
    const block = `${one.mode === "data" ? "data." : ""}${one.type}.${one.name}`;
    const written = moduleAt(configuration, module)?.resources.get(block);
    const place = { module, key: one.index, block };
    const unknown = withoutExcluded(one.type, one.values, unknowns.get(one.address), tables);
    const source = sourced.get(one.address);
    const values = withUnknowns(one.values, unknown, written?.expressions, place, resolver, source?.values);
    const provider = written?.providerKey || (one.provider.split("/").at(-1) ?? "");
    const region = textMember(
      member(member(member(providers, provider), "expressions"), "region"),
      "constant_value",
    );
    const shown = resourceOf(one, path, values, provider, region);
    const resource = source === undefined ? shown : { ...shown, ...placeOf(source) };
    return written === undefined
      ? resource
      : {
          ...resource,
          ...writtenArguments(one, written.expressions, before.get(one.address), source, tables),
        };
  });
  const earlier = prior.map((one) => resourceOf(one, path, plainBlock(one.values), "", undefined));
  return { resources, earlier };
}

/** Where the configuration has a resource. */
function placeOf({ where, constructPath }: Resource): Pick<Resource, "where" | "constructPath"> {
  return constructPath === undefined ? { where } : { where, constructPath };
}

function forgottenAddresses(json: unknown): ReadonlySet<string> {
  return new Set(
    listMember(json, "resource_changes")
      .filter((change) => listMember(member(change, "change"), "actions").includes("forget"))
      .map((change) => objectAddress(change, "deposed")),
  );
}

/**
 * Whether the object of a resource of the prior state stays in force although the planned values lack it: the plan forgets it,
 * or says nothing of it, as of what a target leaves out and a plan that only refreshes; or the cloud itself made it.
 */
function standingObjects(
  json: unknown,
  planned: readonly ListedResource[],
  prior: readonly ListedResource[],
  tables: ProviderTables,
): (resource: ListedResource) => boolean {
  const actions = new Map(
    listMember(json, "resource_changes").flatMap((change) => {
      const own = listMember(member(change, "change"), "actions");
      const addresses = [objectAddress(change, "deposed"), textMember(change, "previous_address")];
      return addresses.map((address) => [address, own] as const);
    }),
  );
  const taken = new Set(planned.map(({ values }) => tables.objectId(values)));
  const ends = new Set(
    prior
      .filter(({ address }) => actions.get(address)?.includes("delete") === true)
      .map(({ values }) => tables.objectId(values)),
  );
  return ({ address, type, values }) => {
    const own = actions.get(address);
    if (own === undefined) return true;
    const adopted = tables.adopts(type);
    if (adopted !== undefined && own.includes("delete")) {
      const object = values[adopted.argument];
      const isAdopted = planned.some((one) => one.type === type && one.values[adopted.argument] === object);
      return !isAdopted && !ends.has(textMember(values, adopted.owner));
    }
    const object = tables.objectId(values);
    return own.includes("forget") && (object === undefined || !taken.has(object));
  };
}

/** A plan that stopped half-way, or that defers changes to a later one, is no whole network. */
function noteMissingParts(path: string, json: unknown, collector: DocumentCollector): void {
  if (member(json, "errored") === true)
    collector.addUnknown(path, "Terraform ended the plan with an error, so it is not all there");
  if (member(json, "complete") === false)
    collector.addUnknown(path, "the plan is not complete: more changes follow after it is applied");
  for (const deferred of listMember(json, "deferred_changes")) {
    const address = textMember(member(deferred, "resource_change"), "address") ?? path;
    collector.addUnknown(address, "Terraform defers its change to a later plan");
  }
}

function resourceOf(
  listed: ListedResource,
  document: string,
  values: Resource["values"],
  provider: string,
  region: string | undefined,
): Resource {
  const { address, type, name, mode, pointer } = listed;
  const where = `${document}#${pointer}/values`;
  return {
    id: address,
    type,
    name,
    mode,
    values,
    provider,
    document,
    where,
    ...(region === undefined ? {} : { region }),
  };
}

/** `after_unknown` of each resource; of data sources that are read during apply, everything. */
function unknownsByAddress(json: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    listMember(json, "resource_changes").map((change) => [
      textMember(change, "address") ?? "",
      member(member(change, "change"), "after_unknown"),
    ]),
  );
}
