import type { Resource } from "../terraform/resource.js";
import {
  type Block,
  blocksOf,
  booleanOf,
  isBlock,
  isList,
  Reference,
  Unresolved,
  type Value,
} from "../terraform/value.js";

/**
 * The resources that make their successors before they go: those that say so, and all that they depend on, since a
 * successor cannot stand on what is not there yet.
 *
 * Source: Terraform, "The lifecycle Meta-Argument", `create_before_destroy`.
 */
export function createdFirst(resources: ReadonlyMap<string, Resource>): ReadonlySet<string> {
  const waiting = [...resources.values()].filter(({ values }) => saysSo(values)).map(({ id }) => id);
  const found = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const value of resources.get(id)?.values.values() ?? []) collectReferences(value, waiting);
  }
  return found;
}

function saysSo(values: Block): boolean {
  return blocksOf(values.get("lifecycle")).some(
    (lifecycle) => booleanOf(lifecycle.get("create_before_destroy")) === true,
  );
}

function collectReferences(value: Value, into: string[]): void {
  if (value instanceof Reference) into.push(value.resource);
  else if (value instanceof Unresolved) for (const one of value.candidates) collectReferences(one, into);
  else if (isList(value)) for (const one of value) collectReferences(one, into);
  else if (isBlock(value)) for (const one of value.values()) collectReferences(one, into);
}
