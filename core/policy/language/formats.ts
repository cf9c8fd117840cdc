import { type Problem, quote } from "../../errors.js";
import { suggest } from "../../json/suggest.js";
import { parseCidr } from "../../network/cidr.js";
import { parseDate, parseInstant, parseWallClock } from "../../time/instant.js";
import { isTimeZone } from "../../time/zone.js";
import { isAttributePath, meantPath } from "./attribute-path.js";
import { countryFix, isCountry } from "./country.js";
import type { PolicyProblem } from "./error-codes.js";
import { reservedMark } from "./policy-id.js";
import { isSubjectText } from "./subject.js";

/** What is wrong with a text of a format, or undefined where it is right. */
type FormatCheck = (text: string) => PolicyProblem | undefined;

/** The formats of the JSON Schema of access policies. */
export const POLICY_FORMATS: Readonly<Record<string, FormatCheck>> = {
  "date-time": (text) =>
    Number.isNaN(parseInstant(text))
      ? problem(text, {
          code: "CORDON_POLICY_INSTANT_MALFORMED",
          summary: "this is not an instant with a zone",
          allowed: "RFC 3339 with Z or an offset, for example 2027-01-01T00:00:00Z",
          fix: /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?$/.test(text)
            ? "say in which zone: append Z for UTC, or an offset such as +02:00"
            : "write date, T, time to the second, and Z or an offset",
        })
      : undefined,
  "time-zone": (text) => (isTimeZone(text) ? undefined : problem(text, zoneProblem(text))),
  "wall-clock": (text) =>
    Number.isNaN(parseWallClock(text))
      ? problem(text, {
          code: "CORDON_POLICY_WALL_CLOCK_MALFORMED",
          summary: "this is not a wall clock",
          allowed: "HH:MM from 00:00 to 23:59",
          fix: "write two digits, a colon and two digits; a window up to midnight closes at 00:00",
        })
      : undefined,
  "local-date": (text) =>
    Number.isNaN(parseDate(text))
      ? problem(text, {
          code: "CORDON_POLICY_DATE_MALFORMED",
          summary: "this is not a date",
          allowed: "YYYY-MM-DD, a day that the calendar has",
          fix: "write the local date of the holiday",
        })
      : undefined,
  country: (text) =>
    isCountry(text)
      ? undefined
      : problem(text, {
          code: "CORDON_POLICY_COUNTRY_MALFORMED",
          summary: "this is not a country code",
          allowed: "ISO 3166-1 alpha-2 in upper case, for example DE",
          fix: countryFix(text),
        }),
  "policy-id": (text) => {
    const mark = reservedMark(text);
    return mark === undefined
      ? undefined
      : problem(text, {
          code: "CORDON_POLICY_ID_RESERVED",
          summary: `ids with ${mark} are those of policies in rows of the registry`,
          allowed: `an id that does not start with ${mark}`,
          fix: `write ${quote(text.slice(mark.length))}`,
        });
  },
  subject: (text) =>
    isSubjectText(text)
      ? undefined
      : problem(text, {
          code: "CORDON_POLICY_SUBJECT_MALFORMED",
          summary: "this is not a subject",
          allowed: '"user:<id>", "service:<id>", "group:<name>", or "*" for everyone',
          fix: text.includes(":")
            ? "begin with user:, service: or group:"
            : `write user:${text} or group:${text}`,
        }),
  "attribute-path": (text) =>
    isAttributePath(text)
      ? undefined
      : problem(text, {
          code: "CORDON_POLICY_PATH_MALFORMED",
          summary: "this is not the path of an attribute",
          allowed: "subject.<name> for an attribute of the subject, context.<path> for a fact of the context",
          fix: meantPath(text) ?? "begin with subject. or context. and leave no part empty",
        }),
  cidr: (text) => {
    const cidr = parseCidr(text);
    return cidr.ok ? undefined : cidr.problems[0];
  },
};

function problem(text: string, found: Omit<Problem<PolicyProblem["code"]>, "got">): PolicyProblem {
  return { ...found, got: quote(text) };
}

function zoneProblem(text: string): Omit<PolicyProblem, "got"> {
  return {
    code: "CORDON_POLICY_ZONE_UNKNOWN",
    summary: "this is not a time zone",
    allowed: "a name of the IANA time zone database, for example Europe/Berlin or UTC",
    fix: suggest(text, Intl.supportedValuesOf("timeZone")) ?? "write Region/City",
  };
}
