import type { Value } from "../value.js";
import type { ModuleStep } from "./plan-configuration.js";
import type { ListedResource } from "./state-modules.js";

/** What a value that is unknown until apply may come from. */
export type Source =
  | {
      readonly kind: "resource";
      readonly resource: ListedResource;
      readonly attribute: string;
      readonly perhaps?: true;
    }
  /** `perhaps`: of a whole module, any output may be meant, or none. */
  | { readonly kind: "value"; readonly value: Value; readonly perhaps?: true }
  /** A local, of which a plan holds nothing but its name. */
  | { readonly kind: "local"; readonly module: readonly ModuleStep[]; readonly text: string }
  | { readonly kind: "open"; readonly text: string; readonly why: string };

/** The path of an attribute as references to the resource write it: "block[0].id" for "block.0.id". */
export function attributeName(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
}
