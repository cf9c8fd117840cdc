import { compactVerify, importJWK, type JWK } from "jose";
import { isJsonObject, type JsonObject, own } from "../../core/json/values.js";
import type { Transmitter } from "./transmitter.js";

/** Why an event is not taken (RFC 8935 section 2.4). */
export type EventError =
  | "authentication_failed"
  | "invalid_issuer"
  | "invalid_key"
  | "invalid_audience"
  | "invalid_request";

/** A security event that was verified (RFC 8417). */
export interface SecurityEvent {
  readonly jti: string;
  /** Whole or part seconds since 1970. */
  readonly iat: number;
  readonly subject: JsonObject;
  /** The URI of its one event, and what it says. */
  readonly type: string;
  readonly event: JsonObject;
}

/** Seconds by which the clock of a transmitter may be ahead. */
const LEEWAY_SECONDS = 60;
/** CAEP Interoperability Profile: RS256, with keys of at least 2048 bits. */
const ALGORITHM = "RS256";
const SHORTEST_MODULUS = 256;
const LONGEST_ID = 256;

/** The event of a token, or why it is none of this transmitter's. @param now milliseconds since 1970 */
export async function readSecurityEvent(
  token: string,
  transmitter: Transmitter,
  now: number,
): Promise<SecurityEvent | EventError> {
  const read = decode(token);
  if (read === undefined) return "invalid_request";
  const { header, claims } = read;
  if (own(claims, "iss") !== transmitter.iss) return "invalid_issuer";
  if (!(await isSigned(token, header, transmitter))) return "invalid_key";
  const audience = [own(claims, "aud")].flat();
  if (!audience.includes(transmitter.aud)) return "invalid_audience";
  return eventOf(header, claims, now) ?? "invalid_request";
}

function decode(token: string): { readonly header: JsonObject; readonly claims: JsonObject } | undefined {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/u.test(part))) return undefined;
  try {
    const [header, claims] = parts
      .slice(0, 2)
      .map((part): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
    return isJsonObject(header) && isJsonObject(claims) ? { header, claims } : undefined;
  } catch {
    return undefined;
  }
}

async function isSigned(token: string, header: JsonObject, { jwks }: Transmitter): Promise<boolean> {
  const kid = own(header, "kid");
  const keys = jwks.keys.filter((key) => typeof kid === "string" && key.kid === kid);
  const [key] = keys;
  if (own(header, "alg") !== ALGORITHM || keys.length !== 1 || key === undefined || !isLongEnough(key)) {
    return false;
  }
  try {
    await compactVerify(token, await importJWK(key, ALGORITHM), { algorithms: [ALGORITHM] });
    return true;
  } catch {
    return false;
  }
}

function isLongEnough({ kty, n }: JWK): boolean {
  return kty === "RSA" && typeof n === "string" && Buffer.from(n, "base64url").length >= SHORTEST_MODULUS;
}

/** OpenID Shared Signals Framework 1.0: no `sub`, no `exp`, one event, `sub_id` at the top. */
function eventOf(header: JsonObject, claims: JsonObject, now: number): SecurityEvent | undefined {
  const [jti, iat, subject, events] = ["jti", "iat", "sub_id", "events"].map((name) => own(claims, name));
  if (own(header, "typ") !== "secevent+jwt") return undefined;
  if (own(claims, "sub") !== undefined || own(claims, "exp") !== undefined) return undefined;
  if (typeof jti !== "string" || jti === "" || jti.length > LONGEST_ID) return undefined;
  if (typeof iat !== "number" || iat > now / 1000 + LEEWAY_SECONDS) return undefined;
  if (!isJsonObject(subject) || !isJsonObject(events)) return undefined;
  const [entry, ...others] = Object.entries(events);
  if (entry === undefined || others.length > 0) return undefined;
  const [type, event] = entry;
  if (!isJsonObject(event)) return undefined;
  const at = own(event, "event_timestamp");
  if (at !== undefined && (typeof at !== "number" || at > now / 1000 + LEEWAY_SECONDS)) return undefined;
  return { jti, iat, subject, type, event };
}
