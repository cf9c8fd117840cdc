import { textMember } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { ConfigurationScope } from "./configuration-scope.js";
import type { ConfiguredModule } from "./configured-module.js";
import type { Instance } from "./instances.js";
import type { ModuleScope, Workspace } from "./workspace.js";
import { bareReference } from "./written-text.js";

/** Steps of evaluation for a whole input, far above what 100 000 rules need. */
const EVALUATION_BUDGET = 3_000_000;

/** Resources of a whole input; Terraform itself becomes unusable far below. */
const MOST_RESOURCES = 300_000;

/** Steps that one instance of a module costs, because each has its own scope. */
const MODULE_STEPS = 50;

/**
 * Every resource of the modules, with every attribute evaluated and references between the modules resolved.
 *
 * @param workspaceName what `terraform.workspace` is
 */
export function readConfiguration(
  modules: readonly ConfiguredModule[],
  tables: ProviderTables,
  collector: DocumentCollector,
  workspaceName: string,
): Resource[] {
  const workspace = openWorkspace(modules, tables, collector, workspaceName);
  const resources: Resource[] = [];
  for (const module of modules) collectResources(module, workspace, resources, undefined);
  if (workspace.budget.left <= 0) {
    collector.problem(
      {
        code: "CORDON_DOCUMENT_TOO_DEEP",
        summary: "evaluating the document takes too long",
        got: `more than ${EVALUATION_BUDGET} steps, or more than ${MOST_RESOURCES} resources`,
        allowed: "expressions and modules that grow with the network, not with one another",
        fix: "simplify the for expressions, or split the configuration",
      },
      modules[0]?.document ?? "",
    );
  }
  return resources;
}

/** The resources of a module and of those that it calls, in the order in which they are written. */
function collectResources(
  module: ConfiguredModule,
  workspace: Workspace,
  resources: Resource[],
  repetition: string | undefined,
): void {
  const scope = workspace.scopeOf(module);
  for (const name of scope.failedValidations())
    workspace.collector.addUnknown(
      workspace.idOf(module, `var.${name}`),
      "a validation refuses the value of the variable, so Terraform does not plan",
    );
  for (const instance of scope.resources()) {
    // Every instance of a module is evaluated, so instances of instances cost as much as resources.
    workspace.budget.left -= 1;
    resources.push(resourceOf(instance, scope, repetition));
  }
  if (resources.length > MOST_RESOURCES) workspace.budget.left = 0;
  for (const call of scope.calls()) {
    workspace.budget.left -= MODULE_STEPS;
    if (workspace.budget.left <= 0) return;
    const called = workspace.moduleOf(call);
    if (typeof called === "string") workspace.collector.addUnknown(call.id, called);
    else collectResources(called, workspace, resources, call.repetition ?? repetition);
  }
}

function openWorkspace(
  modules: readonly ConfiguredModule[],
  tables: ProviderTables,
  collector: DocumentCollector,
  name: string,
): Workspace {
  const scopes = new Map<ConfiguredModule, ModuleScope>();
  const instances = new Map<string, Instance>();
  const called = new Map<Instance, ConfiguredModule>();
  const calls = new Map<ConfiguredModule, Instance>();
  const owners = new Map<string, number>();
  for (const module of modules) {
    const addresses = [
      ...module.resources.keys(),
      ...[...module.calls.keys()].map((call) => `module.${call}`),
    ];
    for (const key of addresses) owners.set(key, (owners.get(key) ?? 0) + 1);
  }
  const workspace: Workspace = {
    modules,
    tables,
    collector,
    name,
    budget: { left: EVALUATION_BUDGET },
    chain: { length: 0 },
    scopeOf: (module) => {
      const scope = scopes.get(module) ?? new ConfigurationScope(module, workspace);
      scopes.set(module, scope);
      return scope;
    },
    instance: (id) => instances.get(id),
    register: (instance) => {
      instances.set(instance.id, instance);
    },
    idOf: (module, address) => {
      const call = calls.get(module);
      if (call !== undefined) return `${call.id}.${address}`;
      return (owners.get(address) ?? 0) > 1 ? `${module.document}/${address}` : address;
    },
    placeOf: (module) => {
      const call = calls.get(module);
      if (call !== undefined) return `${call.id}.`;
      return modules.length > 1 ? `${module.document}/` : "";
    },
    moduleOf: (instance) => {
      const known = called.get(instance);
      if (known !== undefined) return known;
      const written =
        instance.module.called.get(instance.block.name) ??
        "the resources of a module are only in a plan or state of the project";
      if (typeof written === "string") return written;
      // Each instance is a module of its own, with its own arguments.
      const module = { ...written };
      called.set(instance, module);
      calls.set(module, instance);
      return module;
    },
    callOf: (module) => calls.get(module),
  };
  return workspace;
}

function resourceOf(
  { id, block, module, values, repetition }: Instance,
  scope: ModuleScope,
  around: string | undefined,
): Resource {
  const { mode, type, name, constructPath, where } = block;
  const written =
    bareReference(textMember(block.body, "provider")) ?? type.slice(0, Math.max(0, type.indexOf("_")));
  const { key: provider, region } = scope.provider(written);
  const repeated = repetition ?? around;
  return {
    id,
    type,
    name,
    mode: mode === "data" ? "data" : "managed",
    values,
    provider,
    where,
    document: module.document,
    ...(constructPath === undefined ? {} : { constructPath }),
    ...(region === undefined ? {} : { region }),
    ...(repeated === undefined ? {} : { repetition: repeated }),
  };
}
