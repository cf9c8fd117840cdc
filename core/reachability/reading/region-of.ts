import type { Resource } from "../../terraform/resource.js";
import { textOf } from "../../terraform/value.js";

/**
 * The Region that a resource is in: its own argument, or else that of its provider configuration; undefined where the one
 * that counts is not in the input.
 *
 * Source: AWS provider 6, "Enhanced Region Support".
 */
export function regionOf({ values, region }: Resource): string | undefined {
  const stated = values.get("region");
  return stated === undefined || stated === null || stated === "" ? region : textOf(stated);
}
