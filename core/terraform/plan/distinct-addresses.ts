import type { Resource } from "../resource.js";
import { mapParts, Reference, Unresolved, type Value } from "../value.js";

/**
 * The resources of several plans or states. Where two documents use the same address, the document's path and a slash stand
 * before it, there and in what refers to it.
 */
export function distinctAddresses(
  documents: readonly { readonly resources: readonly Resource[] }[],
): Resource[] {
  const owners = new Map<string, number>();
  for (const { resources } of documents)
    for (const { id } of resources) owners.set(id, (owners.get(id) ?? 0) + 1);
  return documents.flatMap(({ resources }) => {
    const isShared = resources.some(({ id }) => (owners.get(id) ?? 0) > 1);
    if (!isShared) return resources;
    return resources.map((resource) => {
      const named = (id: string): string => ((owners.get(id) ?? 0) > 1 ? `${resource.document}/${id}` : id);
      const values = new Map([...resource.values].map(([key, value]) => [key, renamed(value, named)]));
      return { ...resource, id: named(resource.id), values };
    });
  });
}

function renamed(value: Value, named: (id: string) => string): Value {
  if (value instanceof Reference) return new Reference(named(value.resource), value.attribute);
  if (value instanceof Unresolved)
    return new Unresolved(
      value.expression,
      value.why,
      value.isFilledText,
      value.candidates.map((candidate) => renamed(candidate, named)),
    );
  return mapParts(value, (part) => renamed(part, named));
}
