import { type ModuleStep, moduleAddress, moduleSteps } from "./plan-configuration.js";
import type { ListedResource } from "./state-modules.js";

/** The resource instances of a plan, by where they stand and by what they are. */
export class PlanInstances {
  /** By module address and block: `module.a type.name`. */
  readonly #ofBlock = new Map<string, ListedResource[]>();
  /** Keys of each module block: of `module.a` for `module.a["x"]`. */
  readonly #moduleKeys = new Map<string, Set<string | number>>();
  /** By module address. */
  readonly #inModule = new Map<string, ListedResource[]>();
  readonly #ofType = new Map<string, ListedResource[]>();

  constructor(resources: readonly ListedResource[]) {
    for (const resource of resources) {
      add(this.#ofBlock, `${resource.module} ${blockOf(resource)}`, resource);
      add(this.#inModule, resource.module, resource);
      add(this.#ofType, resource.type, resource);
      const path = moduleSteps(resource.module);
      for (const [depth, step] of path.entries()) {
        if (step.key === undefined) continue;
        const block = moduleAddress([...path.slice(0, depth), { name: step.name, key: undefined }]);
        const keys = this.#moduleKeys.get(block) ?? new Set();
        this.#moduleKeys.set(block, keys.add(step.key));
      }
    }
  }

  /** The instances of "type.name" in a module instance. */
  of(module: readonly ModuleStep[], block: string): readonly ListedResource[] {
    return this.#ofBlock.get(`${moduleAddress(module)} ${block}`) ?? [];
  }

  inModule(module: readonly ModuleStep[]): readonly ListedResource[] {
    return this.#inModule.get(moduleAddress(module)) ?? [];
  }

  ofType(type: string): readonly ListedResource[] {
    return this.#ofType.get(type) ?? [];
  }

  /** The keys of a call's instances; undefined of a call without `count` and `for_each`, or without any resource. */
  keysOf(module: readonly ModuleStep[]): ReadonlySet<string | number> | undefined {
    return this.#moduleKeys.get(moduleAddress(module));
  }
}

function add(map: Map<string, ListedResource[]>, key: string, resource: ListedResource): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [resource]);
  else known.push(resource);
}

/** "type.name" or "data.type.name". */
export function blockOf(resource: ListedResource): string {
  const block = `${resource.type}.${resource.name}`;
  return resource.mode === "data" ? `data.${block}` : block;
}
