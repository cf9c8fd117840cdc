import { sameAs, withSameAs } from "../same-value.js";
import { type Block, Unresolved, type Value } from "../value.js";
import type { ConfiguredModule } from "./configured-module.js";
import type { Workspace } from "./workspace.js";

/** Names that mean something else in each instance. */
const PER_INSTANCE = ["each", "count", "self"];

/** Names for the values of one module that are not known, so that only equal ones share one. */
export class UnknownNames {
  readonly #module: ConfiguredModule;
  readonly #workspace: Workspace;
  /** How many values of single instances are not known. */
  #instanceValues = 0;

  constructor(module: ConfiguredModule, workspace: Workspace) {
    this.#module = module;
    this.#workspace = workspace;
  }

  /** The value, shown as the expression that writes it. What is only handed on keeps its name. */
  written(value: Value, expression: string, bindings: Block): Value {
    if (!(value instanceof Unresolved)) return value;
    const same = sameAs(value) ?? this.#nameOf(expression, bindings);
    withSameAs(value, same);
    return withSameAs(new Unresolved(expression, value.why, value.isFilledText, value.candidates), same);
  }

  /** The value of a variable. */
  variable(value: Value, key: string): Value {
    if (!(value instanceof Unresolved) || sameAs(value) !== undefined) return value;
    return withSameAs(value, this.#workspace.placeOf(this.#module) + key);
  }

  /** The same text means the same in one module, but not in two instances. */
  #nameOf(expression: string, bindings: Block): string {
    const name = this.#workspace.placeOf(this.#module) + expression;
    const isOfInstance = [...PER_INSTANCE, ...bindings.keys()].some((bound) => expression.includes(bound));
    if (!isOfInstance) return name;
    this.#instanceValues += 1;
    return `${name} (${this.#instanceValues})`;
  }
}
