/** What stands in place of a secret. */
export const MASK = "***";

/**
 * Texts that are secrets wherever they stand. The lookbehinds keep each pattern linear: a match starts at the border of
 * a word and nowhere inside it.
 */
const SECRETS: readonly RegExp[] = [
  // RFC 7468: a key or certificate, whether or not its end was cut off.
  /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g,
  // RFC 7519: a JSON web token; "eyJ" is the base64url of '{"'. One without a signature too, and one that was cut off.
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]*(?:(?:\.[A-Za-z0-9_-]*){1,4}|$)/g,
  // RFC 9110 section 11.6.2: the credentials of an Authorization header.
  /(?<![A-Za-z0-9])(?:bearer|basic|dpop)\s+[A-Za-z0-9+/=._~-]{8,}/gi,
  // IAM User Guide, "IAM identifiers": access keys, permanent and temporary.
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
];

/** RFC 3986: all that follows the path. It holds what callers put there: tokens, signatures, names of people. */
const QUERY_AND_FRAGMENT = /([?#])[\s\S]*$/;

/**
 * The text with "***" in place of what must never be written to a log: JSON web tokens, Authorization credentials, AWS
 * access keys, PEM blocks.
 *
 * It is the second net. The first is that the policy engine logs the fields of the record alone, never a header, a
 * body or a token.
 */
export function maskSecrets(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, MASK), text);
}

/** The text with "***" in place of all that follows its first "?" or "#". */
export function maskQuery(text: string): string {
  return text.replace(QUERY_AND_FRAGMENT, `$1${MASK}`);
}
