import type { Problem } from "../../errors.js";
import type { TerraformErrorCode } from "../error-codes.js";
import type { InputFile } from "../input-file.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { sameAs, withSameAs } from "../same-value.js";
import { mapParts, Reference, textOf, Unresolved, type Value } from "../value.js";

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
  return documents.flatMap(({ resources }) =>
    resources.map((resource) => {
      const { document } = resource;
      const named = (id: string): string => ((owners.get(id) ?? 0) > 1 ? `${document}/${id}` : id);
      const values = [...resource.values].map(
        ([key, value]) => [key, renamed(value, named, document)] as const,
      );
      return { ...resource, id: named(resource.id), values: new Map(values) };
    }),
  );
}

/**
 * The first object that two documents manage: they are two of one stack, or two stacks that undo each other. Before the first
 * apply nothing has an id, so then it is a document that stands there twice.
 */
export function managedTwice(
  files: readonly InputFile[],
  documents: readonly { readonly resources: readonly Resource[] }[],
  tables: ProviderTables,
): Problem<TerraformErrorCode> | undefined {
  const managers = new Map<string, Resource>();
  for (const resource of documents.flatMap(({ resources }) => resources)) {
    const object = textOf(resource.values.get("id"));
    // Other ids are names, which each account and Region may have.
    if (resource.mode !== "managed" || object === undefined || !tables.isIdentifier(object)) continue;
    const other = managers.get(`${resource.type} ${object}`);
    if (other !== undefined && other.document !== resource.document)
      return twice(
        `${other.id} of ${other.document} and ${resource.id} of ${resource.document} are ${object}`,
        resource.where,
      );
    managers.set(`${resource.type} ${object}`, resource);
  }
  const paths = new Map<string, string>();
  for (const { path, json } of files) {
    const text = JSON.stringify(json);
    const other = paths.get(text);
    if (other !== undefined) return twice(`${other} and ${path} hold the same`, path);
    paths.set(text, path);
  }
  return undefined;
}

function twice(got: string, where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_TWICE",
    summary: "two documents of the input manage the same thing",
    got,
    allowed: "one plan, or one state, of each stack",
    fix: "leave out the older one; where two stacks manage one thing, take it out of one of them",
    where,
  };
}

/** The value for all documents together: what is not known of one is nothing of another, even where it is written alike. */
function renamed(value: Value, named: (id: string) => string, document: string): Value {
  if (value instanceof Reference) return new Reference(named(value.resource), value.attribute);
  if (value instanceof Unresolved) {
    const candidates = value.candidates.map((candidate) => renamed(candidate, named, document));
    const copy = new Unresolved(value.expression, value.why, value.isFilledText, candidates);
    const name = sameAs(value);
    return name === undefined ? copy : withSameAs(copy, `${document}: ${name}`);
  }
  return mapParts(value, (part) => renamed(part, named, document));
}
