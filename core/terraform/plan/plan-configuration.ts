import { isJsonObject, type JsonObject, listMember, member, textMember } from "../../json/values.js";

/** A module of a plan's `configuration`: expressions as lists of what they refer to. */
export interface PlannedModule {
  /** By "type.name" or "data.type.name". */
  readonly resources: ReadonlyMap<string, PlannedBlock>;
  readonly calls: ReadonlyMap<string, PlannedCall>;
  readonly outputs: ReadonlyMap<string, unknown>;
  /** The defaults of its variables, by name; null where a variable has none. */
  readonly defaults: ReadonlyMap<string, unknown>;
}

/** A resource block of the configuration. */
export interface PlannedBlock {
  readonly expressions: JsonObject;
  readonly forEach: unknown;
  readonly providerKey: string;
}

/** A module call: what it passes in, and the module that it calls. */
export interface PlannedCall {
  readonly expressions: JsonObject;
  readonly forEach: unknown;
  readonly module: PlannedModule;
}

/** One step of a module instance's address. */
export interface ModuleStep {
  readonly name: string;
  readonly key: string | number | undefined;
}

/** Module calls inside module calls; real projects have at most five. */
const DEEPEST_MODULE = 24;

/** The configuration of a module and of every module that it calls. */
export function plannedModule(json: unknown, depth = 0): PlannedModule {
  const resources = new Map<string, PlannedBlock>();
  for (const resource of listMember(json, "resources")) {
    const expressions = member(resource, "expressions");
    resources.set(textMember(resource, "address") ?? "", {
      expressions: isJsonObject(expressions) ? expressions : {},
      forEach: member(resource, "for_each_expression"),
      providerKey: textMember(resource, "provider_config_key") ?? "",
    });
  }
  const calls = new Map<string, PlannedCall>();
  const written = member(json, "module_calls");
  for (const [name, call] of isJsonObject(written) && depth < DEEPEST_MODULE ? Object.entries(written) : []) {
    const expressions = member(call, "expressions");
    calls.set(name, {
      expressions: isJsonObject(expressions) ? expressions : {},
      forEach: member(call, "for_each_expression"),
      module: plannedModule(member(call, "module"), depth + 1),
    });
  }
  const outputs = member(json, "outputs");
  const variables = member(json, "variables");
  return {
    resources,
    calls,
    outputs: new Map(
      isJsonObject(outputs)
        ? Object.entries(outputs).map(([name, output]) => [name, member(output, "expression")])
        : [],
    ),
    defaults: new Map(
      isJsonObject(variables)
        ? Object.entries(variables).map(([name, variable]) => [name, member(variable, "default") ?? null])
        : [],
    ),
  };
}

const MODULE_STEP = /(?:^|\.)module\.([^.[\]]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\])?/gy;

/** The steps of a module instance's address: `module.a["x"].module.b`. */
export function moduleSteps(address: string): ModuleStep[] {
  return [...address.matchAll(MODULE_STEP)].map(([, name = "", text, number]) => ({
    name,
    key: number === undefined ? text : Number(number),
  }));
}

/** The address of a module instance; "" for the root. */
export function moduleAddress(steps: readonly ModuleStep[]): string {
  return steps
    .map(({ name, key }) => `module.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`)
    .join(".");
}

/** The configuration of the module at the steps, or undefined. */
export function moduleAt(root: PlannedModule, steps: readonly ModuleStep[]): PlannedModule | undefined {
  return steps.reduce<PlannedModule | undefined>(
    (module, step) => module?.calls.get(step.name)?.module,
    root,
  );
}
