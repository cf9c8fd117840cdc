import { textMember } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { ConfigurationScope } from "./configuration-scope.js";
import type { ConfiguredModule } from "./configured-module.js";
import type { Instance } from "./instances.js";
import type { ModuleScope, Workspace } from "./workspace.js";

/** Steps of evaluation for a whole input, far above what 100 000 rules need. */
const EVALUATION_BUDGET = 3_000_000;

/** Every resource of the modules, with every attribute evaluated and references between the modules resolved. */
export function readConfiguration(
  modules: readonly ConfiguredModule[],
  tables: ProviderTables,
  collector: DocumentCollector,
): Resource[] {
  const workspace = openWorkspace(modules, tables, collector);
  const resources = modules.flatMap((module) => {
    for (const [name] of module.modules)
      collector.open(
        `module.${name}`,
        "the resources of a module are only in a plan or state of the project",
      );
    return workspace
      .scopeOf(module)
      .resources()
      .map((instance) => resourceOf(instance));
  });
  if (workspace.budget.left <= 0) {
    collector.problem(
      {
        code: "CORDON_DOCUMENT_TOO_DEEP",
        summary: "evaluating the expressions of the document takes too long",
        got: `more than ${EVALUATION_BUDGET} steps`,
        allowed: "expressions that grow with the network, not with one another",
        fix: "simplify the for expressions",
      },
      modules[0]?.document ?? "",
    );
  }
  return resources;
}

function openWorkspace(
  modules: readonly ConfiguredModule[],
  tables: ProviderTables,
  collector: DocumentCollector,
): Workspace {
  const scopes = new Map<ConfiguredModule, ModuleScope>();
  const instances = new Map<string, Instance>();
  const owners = new Map<string, number>();
  for (const module of modules) {
    for (const key of module.resources.keys()) owners.set(key, (owners.get(key) ?? 0) + 1);
  }
  const workspace: Workspace = {
    modules,
    tables,
    collector,
    budget: { left: EVALUATION_BUDGET },
    scopeOf: (module) => {
      const scope = scopes.get(module) ?? new ConfigurationScope(module, workspace);
      scopes.set(module, scope);
      return scope;
    },
    instance: (id) => instances.get(id),
    register: (instance) => {
      instances.set(instance.id, instance);
    },
    idOf: (module, address) => ((owners.get(address) ?? 0) > 1 ? `${module.document}/${address}` : address),
  };
  return workspace;
}

function resourceOf({ id, block, module, values, repetition }: Instance): Resource {
  const { mode, type, name, constructPath, where } = block;
  const provider =
    textMember(block.body, "provider")?.replace(/^\$\{(.*)\}$/, "$1") ??
    type.slice(0, Math.max(0, type.indexOf("_")));
  const region = module.regions.get(provider);
  return {
    id,
    type,
    name,
    mode,
    values,
    provider,
    where,
    document: module.document,
    ...(constructPath === undefined ? {} : { constructPath }),
    ...(region === undefined ? {} : { region }),
    ...(repetition === undefined ? {} : { repetition }),
  };
}
