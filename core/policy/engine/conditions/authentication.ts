import { LAST_INSTANT } from "../../../time/instant.js";
import type { AuthenticateObligation, CallerObligation } from "../../language/decision.js";
import type { AuthenticationSpecification } from "../../language/policy.js";
import { and, FALSE, known, TRUE, type Truth, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import { finiteNumber, type RequestFacts } from "../../request/facts.js";
import type { ConditionDefinition } from "../condition.js";

/**
 * `when.authentication`: the authentication is strong enough, used one of the methods and is recent enough.
 *
 * An authentication that lies in the future of the request is unknown as a whole: nothing it says is believed.
 */
export function authenticationCondition(specification: AuthenticationSpecification): ConditionDefinition {
  const { assuranceAtLeast, methods, maxAgeSeconds } = specification;
  const evaluate = (facts: RequestFacts): Truth => {
    if (facts.authenticatedAt > facts.time) return UNKNOWN;
    let truth: Truth = TRUE;
    if (assuranceAtLeast !== undefined) truth = assurance(facts, assuranceAtLeast);
    if (methods !== undefined) truth = and(truth, usedOneOf(facts, methods));
    if (maxAgeSeconds !== undefined) truth = and(truth, recent(facts, maxAgeSeconds));
    return truth;
  };
  return {
    name: "authentication",
    reason: "authentication_too_weak",
    facts: factsAt(
      ...(assuranceAtLeast === undefined ? [] : ["context.authentication.assurance"]),
      ...(methods === undefined ? [] : ["context.authentication.methods"]),
      "context.authentication.at",
    ),
    expected: specification,
    evaluate,
    nextChange: (facts, after) => {
      const at = facts.authenticatedAt;
      if (at > after) return at;
      // The age may equal the greatest one, so the first instant that is too late is one millisecond on.
      const tooOld = maxAgeSeconds === undefined ? Number.NaN : at + maxAgeSeconds * 1000 + 1;
      return tooOld > after && tooOld <= LAST_INSTANT ? Math.floor(tooOld) : Infinity;
    },
    remedy: (facts, wanted) => (wanted === "true" ? stepUp(facts, specification) : undefined),
  };
}

function assurance(facts: RequestFacts, least: number): Truth {
  const level = finiteNumber(facts.authentication.assurance);
  return level === undefined ? UNKNOWN : known(level >= least);
}

function usedOneOf(facts: RequestFacts, methods: readonly string[]): Truth {
  const used = facts.authentication.methods;
  if (!Array.isArray(used)) return UNKNOWN;
  let truth: Truth = FALSE;
  for (const method of used) {
    if (typeof method !== "string") truth = UNKNOWN;
    else if (methods.includes(method)) return TRUE;
  }
  return truth;
}

function recent(facts: RequestFacts, maxAgeSeconds: number): Truth {
  const age = facts.time - facts.authenticatedAt;
  return Number.isNaN(age) ? UNKNOWN : known(age <= maxAgeSeconds * 1000);
}

/** What of the condition the present authentication does not meet; all of it where that one is not believed. */
function stepUp(facts: RequestFacts, specification: AuthenticationSpecification): CallerObligation {
  const { assuranceAtLeast, methods, maxAgeSeconds } = specification;
  const unbelieved = facts.authenticatedAt > facts.time;
  const authenticate: {
    -readonly [Key in keyof AuthenticateObligation["authenticate"]]: AuthenticateObligation["authenticate"][Key];
  } = {};
  if (assuranceAtLeast !== undefined && (unbelieved || assurance(facts, assuranceAtLeast) !== TRUE)) {
    authenticate.assuranceAtLeast = assuranceAtLeast;
  }
  if (methods !== undefined && (unbelieved || usedOneOf(facts, methods) !== TRUE))
    authenticate.methods = methods;
  if (maxAgeSeconds !== undefined && (unbelieved || recent(facts, maxAgeSeconds) !== TRUE)) {
    authenticate.maxAgeSeconds = maxAgeSeconds;
  }
  return { authenticate };
}
