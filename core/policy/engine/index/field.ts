import type { Pattern } from "../../language/pattern.js";
import type { CompiledPolicy } from "../compiled-policy.js";

/** What of a policy and of a request a text is. */
export type Field = "action" | "resource";

const PATTERNS = { action: "actions", resource: "resources" } as const;

/** The patterns of a policy that belong to the field of a request. */
export function patternsOf(policy: CompiledPolicy, field: Field): readonly Pattern[] {
  return policy[PATTERNS[field]];
}
