import type { DocumentCollector } from "../collector.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Reference, Value } from "../value.js";
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
  /** The id of a resource: its address, after the stack's name and a slash where another stack uses it too. */
  idOf(module: ConfiguredModule, address: string): string;
}

/** What one module shows to the others. */
export interface ModuleScope {
  attribute(resource: Reference, name: string): Value;
  output(name: string): Value;
  /** Every instance of every block, with all attributes evaluated. */
  resources(): readonly Instance[];
}
