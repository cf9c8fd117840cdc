/** What is wrong with an entitlement although its form is right. */
export interface AccessFinding {
  readonly rule: AccessRule;
  readonly severity: "critical" | "high" | "medium" | "low";
  /** Id of the entitlement. */
  readonly entitlement: string;
  readonly message: string;
  readonly fix: string;
}

/** Every rule of `cordon access check`, with its severity and what it finds. */
export const ACCESS_RULES = {
  "CORDON-JIT-001": { severity: "critical", title: "a grant could be turned into lasting privileges" },
  "CORDON-JIT-002": { severity: "critical", title: "the end of a grant is not proven" },
  "CORDON-JIT-003": { severity: "high", title: "nobody can approve a request" },
  "CORDON-JIT-004": { severity: "high", title: "the same is to be had for fewer approvals" },
  "CORDON-JIT-005": { severity: "high", title: "a part that is gated is to be had without approval" },
  "CORDON-JIT-006": { severity: "high", title: "AWS lets nobody attach a policy to the target" },
} as const;

/** The id of a rule. */
export type AccessRule = keyof typeof ACCESS_RULES;

/** A finding with the severity of its rule. */
export function finding(rule: AccessRule, entitlement: string, message: string, fix: string): AccessFinding {
  return { rule, severity: ACCESS_RULES[rule].severity, entitlement, message, fix };
}

/** Something that a file leaves open: neither proven nor refuted. */
export interface Unproven {
  readonly entitlement: string;
  readonly message: string;
}
