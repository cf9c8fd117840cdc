import type { CallerObligation } from "../../language/decision.js";
import type { RiskSpecification } from "../../language/policy.js";
import { and, FALSE, known, TRUE, type Truth, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import { finiteNumber, type RequestFacts } from "../../request/facts.js";
import type { ConditionDefinition } from "../condition.js";
import { RISK, upTo } from "../fact-range.js";

/** The method that nobody can be talked out of (NIST SP 800-63B-4 section 3.2.5). */
const PHISHING_RESISTANT = "webauthn";

/**
 * `when.risk`: the risk score is not above a bound; or, where the policy says so, not above a higher one and a
 * phishing-resistant authentication came after it was measured.
 */
export function riskCondition(specification: RiskSpecification): ConditionDefinition {
  const { atMost, afterStepUp } = specification;
  const plain = {
    name: "risk",
    reason: "risk_too_high",
    expected: specification,
    range: { fact: RISK, values: upTo(Math.max(atMost, afterStepUp ?? atMost)) },
  } as const;
  if (afterStepUp === undefined) {
    const evaluate = (facts: RequestFacts): Truth => {
      const risk = finiteNumber(facts.risk);
      return risk === undefined ? UNKNOWN : known(risk <= atMost);
    };
    return { ...plain, facts: factsAt("context.risk"), evaluate };
  }
  return {
    ...plain,
    facts: factsAt(
      "context.risk",
      "context.riskAt",
      "context.authentication.methods",
      "context.authentication.at",
    ),
    evaluate: (facts) => {
      const risk = finiteNumber(facts.risk);
      if (risk === undefined) return UNKNOWN;
      if (risk <= atMost) return TRUE;
      return risk <= afterStepUp ? steppedUp(facts) : FALSE;
    },
    // Only what lies in the future becomes something else by time alone.
    nextChange: ({ authenticatedAt, riskAt }, after) =>
      Math.min(authenticatedAt > after ? authenticatedAt : Infinity, riskAt > after ? riskAt : Infinity),
    remedy: (facts, wanted) => (wanted === "true" ? stepUp(facts, afterStepUp) : undefined),
  };
}

/** Whether a phishing-resistant authentication came after the risk was measured. */
function steppedUp(facts: RequestFacts): Truth {
  const { authenticatedAt, riskAt, time } = facts;
  // What lies in the future of the request is not believed.
  if (authenticatedAt > time || riskAt > time) return UNKNOWN;
  const isLater = facts.isAuthenticationToCome || authenticatedAt > riskAt;
  const after = Number.isNaN(authenticatedAt) || Number.isNaN(riskAt) ? UNKNOWN : known(isLater);
  const methods = facts.authentication.methods;
  const used = Array.isArray(methods) ? known(methods.includes(PHISHING_RESISTANT)) : UNKNOWN;
  return and(after, used);
}

/** An authentication that is younger than the risk; undefined where the risk is too high even for that. */
function stepUp(facts: RequestFacts, afterStepUp: number): CallerObligation | undefined {
  const age = facts.time - facts.riskAt;
  if (!((finiteNumber(facts.risk) ?? Infinity) <= afterStepUp) || !(age >= 0)) return undefined;
  // Whole seconds, so few that it comes after the risk.
  const maxAgeSeconds = Math.max(0, Math.ceil(age / 1000) - 1);
  return { authenticate: { methods: [PHISHING_RESISTANT], maxAgeSeconds } };
}
