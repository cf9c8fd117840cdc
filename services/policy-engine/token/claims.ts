import type { JWTPayload } from "jose";
import { own } from "../../../core/json/values.js";
import type { AccessContext } from "../../../core/policy/request/request.js";
import { LAST_INSTANT, writtenInstant } from "../../../core/time/instant.js";
import type { AccessSubject } from "../access-answer.js";
import { denied, type Verified, verified } from "../reasons.js";
import type { PolicyEngineSettings } from "../settings.js";
import { isIdentifier } from "./identifier.js";

/** Who a verified token speaks for. */
export interface TokenSubject extends AccessSubject {
  readonly kind: "user" | "service";
  readonly authentication: NonNullable<AccessContext["authentication"]>;
}

/**
 * Reads the claims that decisions need.
 *
 * A service is who got the token with credentials of its own: its sub is its client_id (RFC 9068 section 2.2).
 * acr, amr and auth_time: OpenID Connect Core section 2; methods: RFC 8176.
 */
export function readClaims(payload: JWTPayload, settings: PolicyEngineSettings): Verified<TokenSubject> {
  const { sub, iat, exp } = payload;
  if (!isIdentifier(sub) || !isInstant(iat) || !isInstant(exp)) return denied("token_claim_missing");
  const { claims } = settings;
  const session = own(payload, claims.session);
  const device = claims.device === undefined ? undefined : own(payload, claims.device);
  // A session or a device that cannot be looked up could not be found revoked either.
  if (!isIdentifierOrAbsent(session) || !isIdentifierOrAbsent(device)) return denied("token_claim_missing");
  const groups = own(payload, claims.groups);
  return verified({
    kind: own(payload, "client_id") === sub ? "service" : "user",
    id: sub,
    // Null is not a list: whoever asks is then in no group for certain, and in any for a denial.
    groups: groups === undefined ? [] : groups,
    attributes: payload,
    peerGroup: peerGroupOf(payload, claims.peerGroup, groups),
    sessionId: session,
    deviceId: device,
    issuedAt: iat * 1000,
    expiresAt: exp * 1000,
    authentication: authenticationOf(payload, settings.assuranceLevels),
  });
}

function authenticationOf(
  payload: JWTPayload,
  levels: Readonly<Record<string, number>>,
): TokenSubject["authentication"] {
  const acr = own(payload, "acr");
  const methods = own(payload, "amr");
  const at = own(payload, "auth_time") ?? undefined;
  // It may lie in the future, beyond the calendar: then nothing about the authentication is believed.
  const written = typeof at === "number" ? writtenInstant(at * 1000) : null;
  if (at !== undefined && written === null) return {};
  const assurance = typeof acr === "string" && Object.hasOwn(levels, acr) ? levels[acr] : undefined;
  return {
    ...(assurance === undefined ? {} : { assurance }),
    ...(isTexts(methods) ? { methods } : {}),
    ...(written === null ? {} : { at: written }),
  };
}

function peerGroupOf(payload: JWTPayload, name: string | undefined, groups: unknown): string | undefined {
  const value = name === undefined ? (isTexts(groups) ? groups[0] : undefined) : own(payload, name);
  return isIdentifier(value) ? value : undefined;
}

/** Whether the value is a NumericDate (RFC 7519 section 2) within the calendar. */
function isInstant(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) * 1000 <= LAST_INSTANT;
}

function isIdentifierOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || isIdentifier(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
