import { parseInstant } from "../../../time/instant.js";
import { known, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import type { ConditionDefinition } from "../condition.js";

/** `notBefore`: the policy is valid from this instant on, inclusive. */
export function notBeforeCondition(notBefore: string): ConditionDefinition {
  const start = parseInstant(notBefore);
  return {
    name: "notBefore",
    reason: "policy_not_yet_valid",
    facts: factsAt("context.time"),
    expected: notBefore,
    evaluate: (facts) => (Number.isNaN(facts.time) ? UNKNOWN : known(facts.time >= start)),
    nextChange: (_, after) => (after < start ? start : Infinity),
  };
}

/** `expiresAt`: the policy is valid up to this instant, exclusive. */
export function expiresAtCondition(expiresAt: string): ConditionDefinition {
  const end = parseInstant(expiresAt);
  return {
    name: "expiresAt",
    reason: "policy_expired",
    facts: factsAt("context.time"),
    expected: expiresAt,
    evaluate: (facts) => (Number.isNaN(facts.time) ? UNKNOWN : known(facts.time < end)),
    nextChange: (_, after) => (after < end ? end : Infinity),
  };
}
