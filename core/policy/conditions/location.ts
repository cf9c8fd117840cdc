import type { ConditionDefinition } from "../condition.js";
import { factsAt } from "../fact.js";
import type { LocationSpecification } from "../policy.js";
import { known, TRUE, UNKNOWN } from "../truth.js";

/** Whether the text is written as ISO 3166-1 writes a country: two upper-case letters. */
export function isCountryCode(text: string): boolean {
  return text.length === 2 && isUpperCaseLetter(text.charCodeAt(0)) && isUpperCaseLetter(text.charCodeAt(1));
}

function isUpperCaseLetter(code: number): boolean {
  return code >= 65 && code <= 90;
}

/**
 * `when.location`: the country is one of `countries` and none of `notCountries`.
 *
 * A country in any other spelling than ISO 3166-1 alpha-2 in upper case is unknown: "de" beside a rule that denies
 * "DE" must not slip through.
 */
export function locationCondition(specification: LocationSpecification): ConditionDefinition {
  const allowed = specification.countries === undefined ? undefined : new Set(specification.countries);
  const refused = new Set(specification.notCountries);
  return {
    name: "location",
    reason: "location_not_allowed",
    facts: factsAt("context.country"),
    expected: specification,
    evaluate: (facts) => {
      if (allowed === undefined && refused.size === 0) return TRUE;
      const country = facts.country;
      if (typeof country !== "string" || !isCountryCode(country)) return UNKNOWN;
      return known((allowed === undefined || allowed.has(country)) && !refused.has(country));
    },
  };
}
