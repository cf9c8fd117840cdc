import type { ProviderTables } from "../provider-tables.js";
import { attributeName, type Source } from "./source.js";

/** Sources of the type that the attribute identifies, where there are any; the names of keys and the like fall away. */
export function fittingSources(
  sources: readonly Source[],
  attribute: string,
  tables: ProviderTables,
): readonly Source[] {
  if (tables.expectedTypes(attribute) === undefined) return sources;
  const fitting = sources.filter((source) => mayFit(source, attribute, tables));
  if (!fitting.some((source) => source.kind === "resource")) return sources;
  // A splat hides its attribute: `type.name[*].attribute` is shown as `type.name`.
  return fitting.map((source) =>
    source.kind === "resource" && source.attribute === "" && computes(source, attribute, tables)
      ? asPerhaps(source)
      : source,
  );
}

/** Whether a source may be what the attribute identifies. */
export function mayFit(source: Source, attribute: string, tables: ProviderTables): boolean {
  return (
    source.kind !== "resource" ||
    tables.expectedTypes(attribute)?.includes(source.resource.type) !== false ||
    source.attribute.endsWith(attribute.replace(/s$/, "")) ||
    computes(source, attribute, tables)
  );
}

/** Whether a resource of another type has such an id among its attributes, and the source names that one, or none. */
function computes(source: Source, attribute: string, tables: ProviderTables): boolean {
  if (source.kind !== "resource") return false;
  if (tables.expectedTypes(attribute)?.includes(source.resource.type) === true) return false;
  const named = attributeName(source.attribute);
  return tables
    .computedIdentifiers(source.resource.type, attribute)
    .some((name) => named === "" || named === name);
}

/** The source as one that may be meant, or not. */
export function asPerhaps(source: Source): Source {
  return source.kind === "open" ? source : { ...source, perhaps: true };
}
