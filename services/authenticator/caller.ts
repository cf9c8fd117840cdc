import type { JWTVerifyGetKey } from "jose";
import { LEVELS, levelForChanges } from "../../core/identity/assurance.js";
import type { Session } from "../../core/identity/session.js";
import type { Obligation } from "../../core/policy/language/decision.js";
import { transportDenial } from "../policy-engine/access-answer.js";
import { refusalOf } from "../policy-engine/challenge.js";
import { judgeStanding } from "../policy-engine/decide-access.js";
import type { TransportReasonCode, Verified } from "../policy-engine/reasons.js";
import type { PolicyEngineSettings } from "../policy-engine/settings.js";
import { readClaims, type TokenSubject } from "../policy-engine/token/claims.js";
import { verifyToken } from "../policy-engine/token/verify-token.js";
import type { Call, Caller } from "./call.js";
import type { AuthenticatorSettings } from "./ports.js";
import { Refused } from "./refused.js";
import { KEYS, personById } from "./rows.js";

/** How the policy engine reads our own tokens: with our own clock, so there is nothing to tolerate. */
export function tokenSettings({ origins }: Pick<AuthenticatorSettings, "origins">): PolicyEngineSettings {
  return {
    token: {
      issuer: origins[0],
      audience: [origins[0]],
      algorithms: ["ES256"],
      type: "at+jwt",
      requiredClaims: ["client_id", "jti", "sid", "auth_time"],
      clockToleranceSeconds: 0,
    },
    claims: { groups: "groups", session: "sid", device: "device_id" },
    assuranceLevels: LEVELS,
    routes: {},
  };
}

/** What a posture may be of age is for the policies of the APIs; here none is asked for. */
const ANY_POSTURE_AGE = 0;
/** Seconds for which an authentication allows changes of the account. */
const FRESH_SECONDS = 300;

/**
 * The caller of a token: the policy engine's code, on the rows that the policy engine reads.
 *
 * @throws Refused with the policy engine's reason, and its challenge
 */
export async function callerOf(call: Call, keys: JWTVerifyGetKey, token: Verified<string>): Promise<Caller> {
  const { ports, noted, now } = call;
  const subject = acceptedOf(await verifiedSubject(call, keys, token));
  noted.person = subject.id;
  if (subject.peerGroup !== undefined) noted.peerGroup = subject.peerGroup;
  if (subject.sessionId !== undefined) noted.session = subject.sessionId;
  if (subject.deviceId !== undefined) noted.device = subject.deviceId;
  const query = { subject: `user:${subject.id}`, deviceId: subject.deviceId, sessionId: subject.sessionId };
  const records = acceptedOf(await ports.registry(query, AbortSignal.timeout(3000)));
  acceptedOf(judgeStanding(subject, records, ANY_POSTURE_AGE, now));
  const [person, session] = await Promise.all([
    personById(ports.store, subject.id),
    ports.store.get<Session>(KEYS.session(subject.id, subject.sessionId ?? "")),
  ]);
  if (person === undefined || session === undefined) throw tokenRefused("session_revoked");
  return { subject, person: person.value, session: session.value };
}

async function verifiedSubject(
  { settings, now }: Call,
  keys: JWTVerifyGetKey,
  token: Verified<string>,
): Promise<Verified<TokenSubject>> {
  if (!token.ok) return token;
  const ours = tokenSettings(settings);
  const payload = await verifyToken(token.value, keys, ours.token, now);
  return payload.ok ? readClaims(payload.value, ours) : payload;
}

function acceptedOf<Value>(verified: Verified<Value>): Value {
  if (verified.ok) return verified.value;
  throw tokenRefused(verified.reason);
}

/** The refusal of a token, with the challenge of the policy engine. */
export function tokenRefused(reason: TransportReasonCode): Refused {
  return refused(reason, transportDenial(reason).obligations);
}

/** What of its last authentication a call asks for. */
export type Freshness =
  /** A fresh one at the best level. */
  | "fresh"
  /** The same, or a recovery of a moment ago. */
  | "fresh-or-recovered";

/**
 * Refuses a caller who did not authenticate just now, at the best level that their factors give (RFC 9470 section 3).
 *
 * @throws Refused 401 `authentication_too_weak`
 */
export function requireFresh({ subject, person, session }: Caller, now: number, freshness: Freshness): void {
  const { assurance = 0, at } = subject.authentication;
  const level = levelForChanges(person);
  const age = at === undefined ? Infinity : now - Date.parse(at);
  if (assurance >= level && age <= FRESH_SECONDS * 1000) return;
  if (freshness === "fresh-or-recovered" && now < (session.mayAddFactorsUntil ?? 0)) return;
  throw refused("authentication_too_weak", [
    { authenticate: { assuranceAtLeast: level, maxAgeSeconds: FRESH_SECONDS } },
  ]);
}

function refused(
  reason: TransportReasonCode | "authentication_too_weak",
  obligations: readonly Obligation[],
): Refused {
  const { status, challenge } = refusalOf({ reason, obligations }, LEVELS);
  return new Refused({
    status,
    reason,
    headers: challenge === undefined ? [] : [["WWW-Authenticate", challenge]],
  });
}
