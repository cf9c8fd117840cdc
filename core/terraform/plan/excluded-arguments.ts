import { isJsonObject, member } from "../../json/values.js";
import type { ProviderTables } from "../provider-tables.js";

/**
 * A resource's `after_unknown` without the arguments that another one excludes: an optional argument that the provider
 * also computes is unknown in every plan that leaves it null.
 */
export function withoutExcluded(
  type: string,
  planned: unknown,
  unknown: unknown,
  tables: ProviderTables,
): unknown {
  if (!isJsonObject(unknown)) return unknown;
  const isExcluded = (name: string): boolean =>
    tables.excludedBy(type, name).some((other) => isSet(member(planned, other)));
  return Object.fromEntries(
    Object.entries(unknown).filter(([name, value]) => value !== true || !isExcluded(name)),
  );
}

/** A known value that is not empty. An unknown one may still become null, and an empty list excludes nothing. */
function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isSet);
  return value === true || (typeof value === "string" && value !== "");
}
