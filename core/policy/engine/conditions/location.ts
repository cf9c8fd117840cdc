import { countryNumber, isCountryCode } from "../../language/country.js";
import type { LocationSpecification } from "../../language/policy.js";
import { known, TRUE, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import type { ConditionDefinition } from "../condition.js";
import { allBut, COUNTRY, only } from "../fact-range.js";

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
    range: {
      fact: COUNTRY,
      values:
        allowed === undefined
          ? allBut([...refused].map(countryNumber))
          : only([...allowed].filter((code) => !refused.has(code)).map(countryNumber)),
    },
    evaluate: (facts) => {
      if (allowed === undefined && refused.size === 0) return TRUE;
      const country = facts.country;
      if (typeof country !== "string" || !isCountryCode(country)) return UNKNOWN;
      return known((allowed === undefined || allowed.has(country)) && !refused.has(country));
    },
  };
}
