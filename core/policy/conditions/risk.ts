import type { ConditionDefinition } from "../condition.js";
import { factsAt } from "../fact.js";
import { RISK, upTo } from "../fact-range.js";
import { finiteNumber } from "../facts.js";
import type { RiskSpecification } from "../policy.js";
import { known, UNKNOWN } from "../truth.js";

/** `when.risk`: the risk score is not above a bound. */
export function riskCondition(specification: RiskSpecification): ConditionDefinition {
  return {
    name: "risk",
    reason: "risk_too_high",
    facts: factsAt("context.risk"),
    expected: specification,
    range: { fact: RISK, values: upTo(specification.atMost) },
    evaluate: (facts) => {
      const risk = finiteNumber(facts.risk);
      return risk === undefined ? UNKNOWN : known(risk <= specification.atMost);
    },
  };
}
