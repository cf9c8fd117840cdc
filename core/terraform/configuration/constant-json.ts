import { isJsonObject, type JsonObject } from "../../json/values.js";
import { evaluate } from "../expression/evaluate.js";
import { parseTemplate } from "../expression/parse-template.js";
import type { Scope } from "../expression/scope.js";
import { isBlock, isList, Reference, Unresolved, type Value } from "../value.js";

/** Steps of evaluation for one value: such a file holds literals. */
const CONSTANT_BUDGET = 10_000;

/**
 * HCL mapped to JSON without its expressions: the values of variables, where names mean nothing.
 *
 * @returns the value, and the first expression in it that is more than literals and operators
 */
export function constantJson(json: unknown): { readonly json: unknown; readonly open?: string } {
  let open: string | undefined;
  const constant = (inner: unknown): unknown => {
    if (typeof inner === "string") {
      const value = constantText(inner);
      if (value === undefined) open ??= inner;
      return value ?? null;
    }
    if (Array.isArray(inner)) return inner.map(constant);
    if (!isJsonObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, value]) => [constant(key), constant(value)]));
  };
  const value = constant(json);
  return open === undefined ? { json: value } : { json: value, open };
}

/** What the text of a template comes to; undefined where it names anything. Null is text that is `null`. */
function constantText(text: string): unknown {
  const template = parseTemplate(text);
  if (template === undefined) return undefined;
  let left = CONSTANT_BUDGET;
  const scope: Scope = {
    resolve: (root, steps) => ({
      value: new Unresolved(root, "names mean nothing here"),
      used: steps.length,
    }),
    repeats: () => false,
    attribute: (resource) => resource,
    spend: () => {
      left -= 1;
      return left > 0;
    },
  };
  return plainJson(evaluate(template, scope, new Map()));
}

function plainJson(value: Value): unknown {
  if (value instanceof Unresolved || value instanceof Reference) return undefined;
  if (isList(value)) {
    const items = value.map(plainJson);
    return items.includes(undefined) ? undefined : items;
  }
  if (!isBlock(value)) return value;
  const members: JsonObject = Object.fromEntries([...value].map(([key, inner]) => [key, plainJson(inner)]));
  return Object.values(members).includes(undefined) ? undefined : members;
}
