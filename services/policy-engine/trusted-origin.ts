import { createHash, timingSafeEqual } from "node:crypto";
import type { GeoLocation } from "./presented-request.js";
import type { TrustedOrigin } from "./settings.js";

/** What a stranger could guess is not a secret, whatever its hash is. */
const SHORTEST_SECRET = 32;
/** Longer than any secret that is used as a header; hashing 10 MB for a stranger would be work for nothing. */
const LONGEST_SECRET = 1024;
const COUNTRY = /^[A-Z]{2}$/;
/** What CloudFront writes where it does not know the country. */
const UNKNOWN_COUNTRY = "XX";
const DECIMAL_DEGREES = /^-?\d{1,3}(?:\.\d{1,10})?$/;

/**
 * Where the viewer is, as CloudFront says, if the request came through the trusted origin; else nothing.
 *
 * Whoever reaches the API beside CloudFront writes these headers at will, so they count only together with the
 * secret that CloudFront adds. A header that occurs twice counts as absent.
 *
 * Amazon CloudFront Developer Guide, "Add CloudFront request headers".
 */
export function placeOf(
  header: (name: string) => readonly string[],
  origin: TrustedOrigin | undefined,
): GeoLocation {
  if (origin === undefined || !isSecret(header(origin.header.toLowerCase()), origin.secretHashes)) return {};
  const country = single(header("cloudfront-viewer-country"));
  const latitude = degrees(single(header("cloudfront-viewer-latitude")), 90);
  const longitude = degrees(single(header("cloudfront-viewer-longitude")), 180);
  return {
    ...(country !== undefined && COUNTRY.test(country) && country !== UNKNOWN_COUNTRY ? { country } : {}),
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
  };
}

/** Compares hashes, all of them and in constant time: the time tells neither the secret nor which of two it is. */
function isSecret(values: readonly string[], hashes: readonly string[]): boolean {
  const value = single(values);
  if (value === undefined || value.length < SHORTEST_SECRET || value.length > LONGEST_SECRET) return false;
  const digest = createHash("sha256").update(value, "utf8").digest();
  let found = false;
  for (const hash of hashes) {
    const expected = Buffer.from(hash, "hex");
    if (expected.length === digest.length && timingSafeEqual(expected, digest)) found = true;
  }
  return found;
}

function single(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}

function degrees(text: string | undefined, limit: number): number | undefined {
  if (text === undefined || !DECIMAL_DEGREES.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= limit ? value : undefined;
}
