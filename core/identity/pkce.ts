import { createHash, timingSafeEqual } from "node:crypto";

/** RFC 7636 section 4.1: 43 to 128 unreserved characters. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
/** The base64url text of a SHA-256 hash. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Whether the text can be a code challenge of the method S256 (RFC 7636 section 4.2). */
export function isCodeChallenge(text: string): boolean {
  return CHALLENGE.test(text);
}

/** Whether the verifier belongs to the challenge (RFC 7636 section 4.6). */
export function isVerifierOf(verifier: string, challenge: string): boolean {
  if (!VERIFIER.test(verifier)) return false;
  const made = createHash("sha256").update(verifier, "ascii").digest("base64url");
  return timingSafeEqual(Buffer.from(made), Buffer.from(challenge));
}

/**
 * Whether a command on the person's machine may get its code there: any port of the loopback interface, by address
 * (RFC 8252 section 7.3; a name such as `localhost` could be resolved to elsewhere, section 8.3).
 */
export function isLoopbackRedirect(text: string): boolean {
  // The text decides, because a parser would put away what makes it another place: user names, tabs, odd numbers.
  const [, port] = /^http:\/\/(?:127\.0\.0\.1|\[::1\]):([1-9][0-9]{0,4})\/[^\s\\#]*$/u.exec(text) ?? [];
  return port !== undefined && Number(port) <= 65_535 && !/[\p{C}]/u.test(text);
}
