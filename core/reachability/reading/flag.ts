import type { Knowledge } from "../../terraform/knowledge.js";
import { booleanOf, isKnown, type Value } from "../../terraform/value.js";

/** A boolean argument; `otherwise` where it is absent. */
export function flag(value: Value | undefined, otherwise: Knowledge): Knowledge {
  if (value === undefined || value === null) return otherwise;
  const known = isKnown(value) ? booleanOf(value) : undefined;
  return known === undefined ? "unknown" : known ? "yes" : "no";
}
