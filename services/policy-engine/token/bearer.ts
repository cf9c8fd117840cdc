import { denied, type Verified, verified } from "../reasons.js";

/** Longer than any token that API Gateway passes (10 240 bytes for all headers), short enough to be read at once. */
export const LONGEST_AUTHORIZATION = 16 * 1024;

/** RFC 6750 section 2.1 with the three parts of RFC 7515 section 7.1; a second token after a comma does not fit. */
const BEARER = /^bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)$/i;

/** The token of the Authorization headers of a request, of which there must be one. */
export function bearerToken(values: readonly string[]): Verified<string> {
  if (values.length === 0) return denied("token_missing");
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) return denied("token_malformed");
  if (value.length > LONGEST_AUTHORIZATION) return denied("token_too_large");
  const trimmed = value.trim();
  if (trimmed === "") return denied("token_missing");
  const token = BEARER.exec(trimmed)?.[1];
  return token === undefined ? denied("token_malformed") : verified(token);
}
