import { decodeAscii } from "./decode-ascii.js";

/** What stands in place of a secret. */
export const MASK = "***";

/** Texts that are secrets wherever they stand. Each pattern is linear. */
const SECRETS: readonly RegExp[] = [
  // RFC 7468: a key or certificate, whether or not its end was cut off. In a form, "+" is a space.
  /-----BEGIN[A-Z0-9 +]{1,40}-----[\s\S]*?(?:-----END[A-Z0-9 +]{1,40}-----|$)/g,
  // RFC 6750 and RFC 9449: the credentials of an Authorization header, wherever they were copied to.
  /(?:bearer|dpop)[\s\p{Cc}+:=]+\S+/giu,
  // RFC 7617. The word is a common one, so what follows has to look like base64.
  /(?<![A-Za-z0-9])basic[\s\p{Cc}+:=]+[A-Za-z0-9+/=._~-]{8,}/giu,
  // RFC 6749 and Amazon S3's signed URLs: a parameter that holds a credential. What it holds may be encoded, and then
  // nothing says where it ends.
  /(?:token|secret|password|passwd|signature|credential|api[_-]?key)(?:\[[^\]]{0,40}\])?(?:\s{0,9}=|"\s*:)[\s\S]+$/gi,
  // IAM User Guide, "IAM identifiers": access keys, permanent and temporary.
  /(?:AKIA|ASIA)[A-Z0-9]{16,}/g,
];

/** Words and dots, as long as they go on: what a JSON web token is looked for in. */
const WORDS = /[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*/g;
/**
 * RFC 7519: the beginning of a JSON web token; "eyJ" is the base64url of '{"'. In the middle of a word it must go on
 * for as long as the shortest header, {"alg":""}. After white space, which RFC 7515 allows, it begins otherwise: a space
 * is "eyA", a tab "ewk", the end of a line "ewo" or "ew0K". That stands at the beginning of a word alone.
 */
const TOKEN_START =
  /(?<![A-Za-z0-9_-])(?:eyJ|(?:eyA|ewk|ewo|ew0K)(?=[A-Za-z0-9_-]{11}))|eyJ(?=[A-Za-z0-9_-]{11})/;

/** RFC 3986: all that follows the path, parameters of a segment too. Callers put tokens and names of people there. */
const AFTER_PATH = /([?#;])[\s\S]*$/;

/**
 * The text with "***" in place of what must never be written to a log: JSON web tokens, Authorization credentials,
 * parameters that hold credentials, AWS access keys, PEM blocks. A text in which one is percent-encoded, however often,
 * comes back decoded.
 *
 * It is the second net. The first is that the policy engine logs the fields of the record alone, never a header, a
 * body or a token.
 */
export function maskSecrets(text: string): string {
  return maskDecoded(text, maskPlain);
}

/** As {@link maskSecrets}, and with "***" in place of all that follows the first "?", "#" or ";", encoded or not. */
export function maskPath(text: string): string {
  return maskDecoded(text, (plain) => maskPlain(plain.replace(AFTER_PATH, `$1${MASK}`)));
}

/** What there is to mask is masked on the decoded text; where there is nothing, the text stays as it was written. */
function maskDecoded(text: string, mask: (plain: string) => string): string {
  const decoded = decodeAscii(text);
  // Encoded for no honest reason, and nobody knows what it holds.
  if (decoded === undefined) return `${mask(text.slice(0, text.indexOf("%")))}${MASK}`;
  const masked = mask(decoded);
  return masked === decoded ? text : masked;
}

function maskPlain(text: string): string {
  return maskTokens(SECRETS.reduce((masked, secret) => masked.replace(secret, MASK), text));
}

/** Masks JSON web tokens: one without a signature too, and one that was cut off with the text. */
function maskTokens(text: string): string {
  return text.replace(WORDS, (words, offset: number) => {
    const start = words.search(TOKEN_START);
    const isToken = start >= 0 && (words.includes(".", start) || offset + words.length === text.length);
    return isToken ? `${words.slice(0, start)}${MASK}` : words;
  });
}
