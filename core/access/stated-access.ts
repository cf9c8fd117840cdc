import { SOURCE_IDENTITY, USER_ID } from "../iam/condition.js";
import type { PersonKey } from "../iam/person-condition.js";
import type { GrantPlan } from "./plan-output.js";

/** What the document of a role's grant allows, and how it tells the sessions of its person apart. */
export interface StatedAccess {
  readonly person: PersonKey;
  /** One for each Allow. */
  readonly statements: readonly {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

const KEYS = [SOURCE_IDENTITY, USER_ID] as const;

/** What a plan states, for whoever asks later what a grant was used for; null for the kinds that IAM does not enforce. */
export function statedAccess({ policyDocument }: Pick<GrantPlan, "policyDocument">): StatedAccess | null {
  if (policyDocument === null) return null;
  const allows = policyDocument.Statement.filter(({ Effect }) => Effect === "Allow");
  const keys = allows.flatMap(({ Condition = {} }) =>
    Object.values(Condition).flatMap((one) => Object.keys(one)),
  );
  return {
    person: KEYS.find((key) => keys.includes(key)) ?? "none",
    statements: allows.map(({ Action = [], Resource = [] }) => ({ actions: Action, resources: Resource })),
  };
}
