import type { DocumentCollector } from "../collector.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Block, Reference, Value } from "../value.js";
import type { ConfiguredModule } from "./configured-module.js";
import type { Instance } from "./instances.js";

/** Everything that the modules of one input share. */
export interface Workspace {
  readonly modules: readonly ConfiguredModule[];
  readonly collector: DocumentCollector;
  readonly tables: ProviderTables;
  /** Steps of evaluation that are left for the whole input. */
  readonly budget: { left: number };
  scopeOf(module: ConfiguredModule): ModuleScope;
  instance(id: string): Instance | undefined;
  register(instance: Instance): void;
  /** The values that lead from the one that is being evaluated to the next, of all modules together. */
  readonly chain: { length: number };
  /** What `terraform.workspace` is. */
  readonly name: string;
  /** The id of a resource: its address, after the stack's name and a slash where another stack uses it too. */
  idOf(module: ConfiguredModule, address: string): string;
  /** What stands before the names of a module, so that each is one name of the whole input: "module.a."; empty in a single root. */
  placeOf(module: ConfiguredModule): string;
  /** The module behind an instance of a call; text says why it is not in the input. */
  moduleOf(instance: Instance): ConfiguredModule | string;
  /** The call instance whose module this is; undefined for a root module. */
  callOf(module: ConfiguredModule): Instance | undefined;
}

/** A provider configuration. */
export interface Provider {
  /** Its name and alias, after the address of the module that writes it. */
  readonly key: string;
  readonly region: string | undefined;
}

/** What one module shows to the others. */
export interface ModuleScope {
  attribute(resource: Reference, name: string): Value;
  output(name: string): Value;
  /** The value of a piece of JSON that stands in the module. */
  json(json: unknown, bindings: Block): Value;
  /** The provider configuration of a name and alias, where the module or one of its callers writes it. */
  provider(key: string): Provider;
  /** Every instance of every block, with all attributes evaluated. */
  resources(): readonly Instance[];
  /** The names of the variables whose value a validation refuses. */
  failedValidations(): readonly string[];
  /** Every instance of every module call. */
  calls(): readonly Instance[];
}
