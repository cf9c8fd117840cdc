import { type Problem, quote } from "../../errors.js";
import { isJsonObject, member } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { ConfiguredModule } from "../configuration/configured-module.js";
import { moduleTrees } from "../configuration/module-tree.js";
import { readConfiguration } from "../configuration/read-configuration.js";
import type { TerraformErrorCode } from "../error-codes.js";
import type { InputFile } from "../input-file.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { type PlannedModule, plannedModule } from "./plan-configuration.js";
import { sourceDifference } from "./source-agreement.js";

/**
 * The resources of a plan as its configuration writes them, by address, with the plan's own values for the variables. Of
 * several stacks it is the one that was planned. None where no configuration is the plan's, which is a problem:
 * CORDON_SOURCE_DIFFERS; or where several are: CORDON_SOURCE_AMBIGUOUS.
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
  const fitting = modules.filter((module) => sourceDifference(planned, module) === undefined);
  const [root, other] = fitting;
  if (root === undefined || other !== undefined) {
    const problem =
      root === undefined ? noneFits(planned, modules, plan.path) : severalFit(fitting, plan.path);
    if (problem !== undefined) collector.problem(problem, problem.where ?? plan.path);
    return new Map();
  }
  // What the configuration leaves open, the plan decides.
  const silent: DocumentCollector = {
    problem: (problem, where) => collector.problem(problem, where),
    addUnknown: () => undefined,
  };
  return new Map(
    readConfiguration([root], tables, silent, workspace)
      .filter(({ repetition }) => repetition === undefined)
      .map((resource) => [resource.id, resource]),
  );
}

/** What the one configuration says otherwise; of several, that none of them is the plan's. */
function noneFits(
  planned: PlannedModule,
  modules: readonly ConfiguredModule[],
  plan: string,
): Problem<TerraformErrorCode> | undefined {
  const [only] = modules;
  if (modules.length < 2) return only && sourceDifference(planned, only);
  return {
    code: "CORDON_SOURCE_DIFFERS",
    summary: "none of the configurations is the one that was planned",
    got: namesOf(modules),
    allowed: "the configuration of every plan among them",
    fix: "give --source the configuration of this plan too, or plan again",
    where: plan,
  };
}

function severalFit(modules: readonly ConfiguredModule[], plan: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_SOURCE_AMBIGUOUS",
    summary: "several configurations have the blocks and references of this plan",
    got: namesOf(modules),
    allowed: "one of them",
    fix: "give --source the folder of this one, and check the plan by itself",
    where: plan,
  };
}

function namesOf(modules: readonly ConfiguredModule[]): string {
  return quote(modules.slice(0, 5).map(({ document }) => document));
}
