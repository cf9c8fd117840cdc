/**
 * The 249 codes of ISO 3166-1 alpha-2 that are assigned, as of ISO/TC 46 N1108 (2023-04-05).
 *
 * Source: ISO Online Browsing Platform, checked against iso3166.tab of the IANA time zone database 2025b.
 */
const ASSIGNED = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
  BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
  ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
  HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
  LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
  NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
  SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
  UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
`;

/** Kosovo: user-assigned in ISO 3166-1, and what Amazon CloudFront and the European Commission write. */
const KOSOVO = "XK";

const COUNTRIES: ReadonlySet<string> = new Set([...ASSIGNED.trim().split(/\s+/), KOSOVO]);

/** Codes that are widely written and stand for another one: the top-level domain .uk, and EL of the European Union. */
const WRITTEN_FOR: ReadonlyMap<string, string> = new Map([
  ["UK", "GB"],
  ["EL", "GR"],
]);

/** Whether the code stands for a country: a policy about any other would never match. */
export function isCountry(code: string): boolean {
  return COUNTRIES.has(code);
}

/** What to write in the place of a text that is not the code of a country. */
export function countryFix(text: string): string {
  const code = text.toUpperCase();
  const meant = WRITTEN_FOR.get(code);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return COUNTRIES.has(code) ? `write ${code}` : "write the two-letter code";
}

/** Whether a fact is written as ISO 3166-1 alpha-2 writes a country: two upper-case letters; any other is unknown. */
export function isCountryCode(text: string): boolean {
  return text.length === 2 && isUpperCaseLetter(text.charCodeAt(0)) && isUpperCaseLetter(text.charCodeAt(1));
}

/** The number of a country code; no two codes have the same. */
export function countryNumber(code: string): number {
  return code.charCodeAt(0) * 128 + code.charCodeAt(1);
}

function isUpperCaseLetter(code: number): boolean {
  return code >= 65 && code <= 90;
}
