import type { RiskSpecification } from "../../language/policy.js";
import { known, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import { finiteNumber } from "../../request/facts.js";
import type { ConditionDefinition } from "../condition.js";
import { RISK, upTo } from "../fact-range.js";

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
