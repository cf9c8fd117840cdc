import { known, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import type { ConditionDefinition } from "../condition.js";

/** `when.justified`: a justification that is more than blanks stands beside the request, or none does. */
export function justificationCondition(justified: boolean): ConditionDefinition {
  // Sending a justification makes `justified: true` true and `justified: false` false; nobody is asked to hold one back.
  const helps = justified ? "true" : "false";
  return {
    name: "justified",
    reason: "justification_missing",
    facts: factsAt("context.justification"),
    expected: justified,
    evaluate: (facts) => {
      const justification = facts.justification;
      if (typeof justification !== "string") return UNKNOWN;
      return known((justification.trim() !== "") === justified);
    },
    remedy: (_, wanted) => (wanted === helps ? { justify: true } : undefined),
  };
}
