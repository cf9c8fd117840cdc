import { describe, expect, it } from "vitest";
import { isCountry } from "../../../core/policy/language/country.js";
import { readPolicies } from "../../../core/policy/language/read-policies.js";
import { refusalOf } from "../../harness/problem-lines.js";

const SOUND = { id: "p", effect: "allow", subjects: ["*"], actions: ["a"], resources: ["r"] };
const AT = "p.json#/policies/0/when";
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

function refusal(when: object): string {
  const text = JSON.stringify({ version: 1, policies: [{ ...SOUND, when }] });
  return refusalOf(readPolicies([{ source: "p.json", text }]));
}

describe("the countries of policies", () => {
  it("are the 249 of ISO 3166-1, and Kosovo", () => {
    const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(isCountry);
    expect(codes).toHaveLength(250);
    const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    expect(codes.filter((code) => names.of(code) === undefined)).toEqual([]);
    // Former, reserved and user-assigned codes, of which CLDR names many.
    for (const code of ["AN", "CS", "DD", "EA", "EU", "SU", "TP", "UK", "YU", "ZR", "AA", "QM", "XX", "ZZ"]) {
      expect(isCountry(code), code).toBe(false);
    }
    expect(["GB", "GR", "SS", "CW", "XK", "TW", "PS"].filter((code) => !isCountry(code))).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      "a country by its domain",
      { location: { countries: ["UK"] } },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/location/countries/0: this is not a country code. Got: "UK". Allowed: ISO 3166-1 alpha-2 in upper case, for example DE. Fix: did you mean "GB"?`,
    ],
    [
      "an excluded country by its domain, in lower case",
      { location: { notCountries: ["uk"] } },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/location/notCountries/0: this is not a country code. Got: "uk". Allowed: ISO 3166-1 alpha-2 in upper case, for example DE. Fix: did you mean "GB"?`,
    ],
    [
      "Greece as the European Union writes it",
      { location: { countries: ["EL"] } },
      'Fix: did you mean "GR"?',
    ],
    [
      "a country that is only user-assigned",
      { location: { countries: ["XX"] } },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/location/countries/0: this is not a country code. Got: "XX". Allowed: ISO 3166-1 alpha-2 in upper case, for example DE. Fix: write the two-letter code.`,
    ],
    [
      "a country that was dissolved",
      { location: { countries: ["AN"] } },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/location/countries/0`,
    ],
    [
      "a country with three letters",
      { location: { countries: ["DEU"] } },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/location/countries/0`,
    ],
    [
      "no country in an attribute condition on the country",
      { attributes: [{ path: "context.country", operator: "==", value: "UK" }] },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/attributes/0/value: this is not a country code. Got: "UK". Allowed: ISO 3166-1 alpha-2 in upper case, for example DE. Fix: did you mean "GB"?`,
    ],
    [
      "no country in a list of an attribute condition",
      { attributes: [{ path: "context.country", operator: "notIn", value: ["DE", "XX"] }] },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/attributes/0/value/1`,
    ],
  ])("%s is refused", (_, when, message) => {
    expect(refusal(when)).toContain(message);
  });

  it("stay texts elsewhere", () => {
    const attributes = [
      { path: "context.country", operator: "==", value: "GB" },
      { path: "context.countryOfBirth", operator: "==", value: "UK" },
      { path: "subject.country", operator: "==", value: "UK" },
    ];
    expect(refusal({ location: { countries: ["XK"] }, attributes })).toMatch(/^accepted/);
  });
});
