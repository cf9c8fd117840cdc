/** Whether the text is written as ISO 3166-1 alpha-2 writes a country: two upper-case letters. */
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
