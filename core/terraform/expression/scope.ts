import type { Reference, Value } from "../value.js";

/** One step of a traversal: `.name` or `[key]`. */
export type Step =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "index"; readonly key: Value };

/** What the names of an expression mean where it stands. */
export interface Scope {
  /**
   * The value of a traversal's beginning, for example `type.name.items` of `type.name.items[0]`.
   *
   * @returns the value and the number of steps that it consumed
   */
  resolve(root: string, steps: readonly Step[]): { readonly value: Value; readonly used: number };
  /** Pays for one step of evaluation; false once the document has used up its budget. */
  spend(): boolean;
  /** Whether it is not known how many instances the reference to a whole resource stands for. */
  repeats(resource: Reference): boolean;
  /** An attribute of a whole resource, which is a {@link Reference} with the attribute "". */
  attribute(resource: Reference, name: string): Value;
}
