import { SOURCE_IDENTITY } from "../iam/condition.js";
import type { PersonKey } from "../iam/person-condition.js";
import type { Entitlement } from "./entitlement.js";

/** What the document of a role's grant allows, and how it tells the sessions of its person apart. */
export interface StatedAccess {
  readonly person: PersonKey;
  /** One for each Allow. */
  readonly statements: readonly {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

/** What a grant states, for whoever asks later what it was used for; null for the kinds that IAM does not enforce. */
export function statedAccess(granted: Entitlement | null): StatedAccess | null {
  if (granted === null || granted.kind === "policy" || granted.kind === "flow") return null;
  const allows = granted.statements.filter(({ effect = "allow" }) => effect === "allow");
  return {
    person: granted.person ?? SOURCE_IDENTITY,
    statements: allows.map(({ actions = [], resources = [] }) => ({ actions, resources })),
  };
}
