import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { isJsonObject, member } from "../../core/json/values.js";
import { fetchLimited } from "./limited-fetch.js";

/** How the key set of an issuer is read. Durations in milliseconds. */
export interface KeySetOptions {
  /** @default 1500 */
  readonly timeout?: number;
  /** Least time between two readings, whether the first one succeeded or not. @default 30 seconds */
  readonly cooldown?: number;
  /** Age at which the keys are read again: a key that the issuer withdrew is believed no longer. @default 10 minutes */
  readonly maximumAge?: number;
}

/** Real key sets have a few kilobytes. */
const MAXIMUM_BYTES = 256 * 1024;
const DEFAULT_TIMEOUT = 1500;
const DEFAULT_COOLDOWN = 30_000;
const DEFAULT_MAXIMUM_AGE = 600_000;

/**
 * The keys of an issuer, read when the first token needs one, and again for a `kid` that is not among them.
 *
 * The `kid` stands in tokens of strangers, so each reading starts a cooldown. After a failed one all tokens are
 * refused until it is over; else an issuer that is down would get a request, and each caller wait for it, each time.
 * JSON that is not a key set is a failure too. Keys that were read before stay good until they are old.
 */
export function remoteKeySet(url: string, options: KeySetOptions = {}): JWTVerifyGetKey {
  const { timeout = DEFAULT_TIMEOUT, cooldown = DEFAULT_COOLDOWN } = options;
  let failedAt = -Infinity;
  const readKeySet = async (href: string, init: { headers: Headers; signal: AbortSignal }) => {
    if (Date.now() - failedAt < cooldown) throw new Error("The key set could not be read a moment ago.");
    try {
      const headers = Object.fromEntries(init.headers.entries());
      const body = await fetchLimited(href, headers, { maximumBytes: MAXIMUM_BYTES, signal: init.signal });
      if (!isKeySet(JSON.parse(Buffer.from(body).toString("utf8"))))
        throw new Error("That is not a key set.");
      return new Response(new Uint8Array(body));
    } catch (error) {
      failedAt = Date.now();
      throw error;
    }
  };
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeout,
    cooldownDuration: cooldown,
    cacheMaxAge: options.maximumAge ?? DEFAULT_MAXIMUM_AGE,
    [customFetch]: readKeySet,
  });
}

/** RFC 7517 section 5: an object with a list of keys, which are objects. What it refuses, jose would refuse later. */
function isKeySet(value: unknown): boolean {
  const keys = member(value, "keys");
  return Array.isArray(keys) && keys.every(isJsonObject);
}
