import { IS_FAULT } from "../../core/contracts/faults.js";
import type { ReasonCode } from "../../core/policy/language/decision.js";

/** What a reason that is not about the access policies says, and whether authenticating again would help. */
export interface TransportReason {
  readonly meaning: string;
  /** Whether a new token could turn the denial into an allow: then a policy enforcement point answers 401, else 403. */
  readonly authenticate: boolean;
}

/**
 * Why a request is denied before any access policy is asked, or although one would allow it.
 *
 * Together with the reason codes of the decision they are all that `reason` can be. `docs/policy-engine.md` holds the
 * same table.
 */
export const TRANSPORT_REASONS = {
  token_missing: { authenticate: true, meaning: "The request has no bearer token." },
  token_malformed: {
    authenticate: true,
    meaning: "The Authorization header is not one bearer token, or the token is not a signed JSON web token.",
  },
  token_too_large: { authenticate: true, meaning: "The Authorization header is longer than 16 KiB." },
  token_algorithm_refused: {
    authenticate: true,
    meaning: 'The token is signed with an algorithm that is not accepted, "none" among them.',
  },
  token_type_refused: {
    authenticate: true,
    meaning: "The typ header of the token is not the one that is asked for.",
  },
  token_key_unknown: {
    authenticate: true,
    meaning: "The issuer's key set has no key, or more than one, for the token.",
  },
  token_signature_invalid: {
    authenticate: true,
    meaning: "The signature of the token does not belong to its content.",
  },
  token_issuer_refused: { authenticate: true, meaning: "The token comes from another issuer." },
  token_audience_refused: { authenticate: true, meaning: "The token is meant for somebody else." },
  token_claim_missing: { authenticate: true, meaning: "A claim that is asked for is missing or unusable." },
  token_key_not_proven: {
    authenticate: true,
    meaning: "The token is bound to a key (RFC 9449), which the request does not prove to hold.",
  },
  token_not_yet_valid: { authenticate: true, meaning: "The token starts, or was issued, in the future." },
  token_expired: { authenticate: true, meaning: "The token has expired, or is older than is accepted." },
  token_revoked: {
    authenticate: true,
    meaning: "The subject's tokens were revoked after this one was issued.",
  },
  session_revoked: { authenticate: true, meaning: "The session of the token was revoked." },
  key_set_unavailable: {
    authenticate: false,
    meaning:
      "The issuer's key set could not be read: no answer in time, not HTTP 200, too large or no key set.",
  },
  device_unknown: { authenticate: false, meaning: "The registry does not know the device of the token." },
  device_not_owned: { authenticate: false, meaning: "The device belongs to somebody else." },
  device_revoked: { authenticate: false, meaning: "The device was revoked." },
  device_posture_stale: {
    authenticate: false,
    meaning: "A policy asks for a posture of the device, and the last one that was measured is too old.",
  },
  registry_throttled: {
    authenticate: false,
    meaning: "DynamoDB throttled the look-up of device and revocations.",
  },
  registry_unavailable: {
    authenticate: false,
    meaning: "DynamoDB did not answer the look-up of device and revocations.",
  },
  registry_invalid: {
    authenticate: false,
    meaning: "A row about the device, the subject, the session or the grants of the subject cannot be read.",
  },
  policies_unavailable: { authenticate: false, meaning: "The access policies could not be loaded." },
  policies_hash_mismatch: {
    authenticate: false,
    meaning: "The access policies are not the ones that were published: their SHA-256 differs.",
  },
  policies_invalid: { authenticate: false, meaning: "The access policies cannot be read." },
  evaluation_denied: {
    authenticate: false,
    meaning: "The remote policy decision point denied, for a reason that is not one of these.",
  },
  evaluation_unavailable: {
    authenticate: false,
    meaning: "The remote policy decision point gave no decision.",
  },
  path_ambiguous: {
    authenticate: false,
    meaning:
      "The path means different things to different servers (dot segments, empty segments, encoded slashes), or does not end with what the router saw.",
  },
  path_too_long: {
    authenticate: false,
    meaning: "The ARN of the method is longer than the 512 characters that an answer to a REST API may hold.",
  },
  configuration_invalid: {
    authenticate: false,
    meaning: "The environment of the function is not that of its contract; its log says what is wrong.",
  },
  event_unreadable: {
    authenticate: false,
    meaning: "The event is not one of those that the function answers.",
  },
  deadline_exceeded: { authenticate: false, meaning: "The decision was not ready in time." },
  internal_error: { authenticate: false, meaning: "The policy engine failed; its log holds the defect." },
} as const satisfies Readonly<Record<string, TransportReason>>;

/** A reason that is not about the access policies. */
export type TransportReasonCode = keyof typeof TRANSPORT_REASONS;

/** Why access is what it is. */
export type AccessReason = ReasonCode | TransportReasonCode;

/** Whether the policy engine, or what it stands on, is broken where this is the reason. Each reason is classed. */
export function isFault(reason: AccessReason): boolean {
  return IS_FAULT[reason];
}

/** A value that was verified, or the reason for which the request is denied. */
export type Verified<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: TransportReasonCode };

/** A successful {@link Verified}. */
export function verified<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A failed {@link Verified}. */
export function denied(reason: TransportReasonCode): {
  readonly ok: false;
  readonly reason: TransportReasonCode;
} {
  return { ok: false, reason };
}
