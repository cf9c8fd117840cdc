import { isJsonObject, member } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import { moduleTrees } from "../configuration/module-tree.js";
import { readConfiguration } from "../configuration/read-configuration.js";
import type { InputFile } from "../input-file.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { plannedModule } from "./plan-configuration.js";
import { sourceDifference } from "./source-agreement.js";

/**
 * The resources of a plan as its configuration writes them, by address, with the plan's own values for the variables. None
 * where the configuration is not the plan's, which is a problem: CORDON_SOURCE_DIFFERS.
 */
export function sourcedResources(
  plan: InputFile,
  source: readonly InputFile[],
  tables: ProviderTables,
  collector: DocumentCollector,
  workspace: string,
): ReadonlyMap<string, Resource> {
  const variables = member(plan.json, "variables");
  const assigned = Object.fromEntries(
    Object.entries(isJsonObject(variables) ? variables : {}).map(([name, variable]) => [
      name,
      member(variable, "value") ?? null,
    ]),
  );
  const documents = source.filter((file) => file.variables !== true);
  const values: InputFile = { path: plan.path, json: assigned, variables: true };
  const modules = moduleTrees([...documents, values], (problem, where) => collector.problem(problem, where));
  const planned = plannedModule(member(member(plan.json, "configuration"), "root_module"));
  const [root] = modules;
  const difference = root === undefined ? undefined : sourceDifference(planned, root);
  if (difference !== undefined) {
    collector.problem(difference, difference.where ?? "");
    return new Map();
  }
  // What the configuration leaves open, the plan decides.
  const silent: DocumentCollector = {
    problem: (problem, where) => collector.problem(problem, where),
    addUnknown: () => undefined,
  };
  return new Map(
    readConfiguration(modules, tables, silent, workspace)
      .filter(({ repetition }) => repetition === undefined)
      .map((resource) => [resource.id, resource]),
  );
}
