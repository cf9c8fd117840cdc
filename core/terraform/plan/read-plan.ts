import { listMember, member, textMember } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { InputFile } from "../input-file.js";
import { plainBlock } from "../plain-values.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { withoutExcluded } from "./excluded-arguments.js";
import { moduleAt, moduleSteps, plannedModule } from "./plan-configuration.js";
import { ReferenceResolver } from "./reference-resolver.js";
import { type ListedResource, listResources } from "./state-modules.js";
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
  const planned = listResources(
    member(member(json, "planned_values"), "root_module"),
    "/planned_values/root_module",
  );
  const prior = listResources(
    member(member(member(json, "prior_state"), "values"), "root_module"),
    "/prior_state/values/root_module",
  );
  const known = new Set(planned.map(({ address }) => address));
  const stays = forgottenObjects(json, planned, tables);
  const listed = [
    ...planned,
    ...prior.filter((one) => (one.mode === "data" || stays(one)) && !known.has(one.address)),
  ];
  const configuration = plannedModule(member(member(json, "configuration"), "root_module"));
  const resolver = new ReferenceResolver(
    configuration,
    member(json, "variables"),
    listed,
    moduleSteps,
    tables,
  );
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

/** Whether Terraform forgets a resource while its object stays in force, and nothing else of the plan takes it over. */
function forgottenObjects(
  json: unknown,
  planned: readonly ListedResource[],
  tables: ProviderTables,
): (resource: ListedResource) => boolean {
  const forgotten = new Set(
    listMember(json, "resource_changes")
      .filter((change) => listMember(member(change, "change"), "actions").includes("forget"))
      .map((change) => textMember(change, "address")),
  );
  const taken = new Set(planned.map(({ values }) => tables.objectId(values)));
  return ({ address, values }) => {
    const object = tables.objectId(values);
    return forgotten.has(address) && (object === undefined || !taken.has(object));
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
