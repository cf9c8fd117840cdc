import type { Block, Value } from "../value.js";
import type { ConfiguredModule, ResourceBlock } from "./configured-module.js";

/** One instance of a resource block or module call, with the attributes that were evaluated so far. */
export interface Instance {
  readonly id: string;
  readonly block: ResourceBlock;
  readonly module: ConfiguredModule;
  /** What `count`, `each` and `self` mean inside it. */
  readonly bindings: Block;
  readonly values: Map<string, Value>;
  /** Why it is not known how many there are; this one stands for all. @default - it is one instance */
  readonly repetition?: string;
}

/** The instances of a resource block: one without an index, or one for each of `count` or `for_each`. */
export type Instances =
  | { readonly kind: "single"; readonly instance: Instance }
  | { readonly kind: "list"; readonly instances: readonly Instance[] }
  | { readonly kind: "map"; readonly instances: ReadonlyMap<string, Instance> }
  /** `count` or `for_each` is not known: one instance stands for all. */
  | { readonly kind: "open"; readonly instance: Instance };

/** The instances as one list. */
export function allInstances(instances: Instances): readonly Instance[] {
  switch (instances.kind) {
    case "single":
    case "open":
      return [instances.instance];
    case "list":
      return instances.instances;
    case "map":
      return [...instances.instances.values()];
    default:
      return instances satisfies never;
  }
}
