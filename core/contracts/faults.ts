/**
 * Every reason of the policy engine, and whether it is a fault: something of ours, or of what we stand on, that is
 * broken, so that one such denial raises an alarm.
 *
 * A reason that the caller alone brings about is never one: an alarm that everybody can raise says nothing. So no
 * `token_*` is a fault, not even an unknown key. `services/policy-engine/reasons.ts` compiles only while each of its
 * reasons is classed here.
 */
export const IS_FAULT = {
  allowed: false,
  invalid_request: false,
  denied_by_policy: false,
  no_matching_policy: false,
  policy_not_yet_valid: false,
  policy_expired: false,
  outside_time_window: false,
  location_not_allowed: false,
  device_not_trusted: false,
  network_not_safe: false,
  authentication_too_weak: false,
  risk_too_high: false,
  justification_missing: false,
  attribute_not_satisfied: false,
  token_missing: false,
  token_malformed: false,
  token_too_large: false,
  token_algorithm_refused: false,
  token_type_refused: false,
  token_key_unknown: false,
  token_signature_invalid: false,
  token_issuer_refused: false,
  token_audience_refused: false,
  token_claim_missing: false,
  token_key_not_proven: false,
  token_not_yet_valid: false,
  token_expired: false,
  token_revoked: false,
  session_revoked: false,
  key_set_unavailable: true,
  device_unknown: false,
  device_not_owned: false,
  device_revoked: false,
  device_posture_stale: false,
  registry_throttled: true,
  registry_unavailable: true,
  registry_invalid: true,
  policies_unavailable: true,
  policies_hash_mismatch: true,
  policies_invalid: true,
  evaluation_denied: false,
  evaluation_unavailable: true,
  path_ambiguous: false,
  path_too_long: false,
  configuration_invalid: true,
  event_unreadable: true,
  deadline_exceeded: true,
  internal_error: true,
} as const satisfies {
  readonly [reason: string]: boolean;
  readonly [ofToken: `token_${string}`]: false;
};

/** The reasons that are faults. */
export const FAULTS: readonly string[] = Object.entries(IS_FAULT).flatMap(([reason, isFault]) =>
  isFault ? [reason] : [],
);
