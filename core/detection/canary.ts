import type { AccessLogRecord } from "./access-log.js";

/** How the users of canary attacks begin. The rest is random, so that nobody can hide behind the name. */
const CANARY_PREFIX = "cordon-canary-";

/** More than the burst of denials that a rule still takes for usual. */
const ATTEMPTS = 12;

/** The user of a canary attack. */
export function canaryUser(id: string): string {
  return `${CANARY_PREFIX}${id}`;
}

/**
 * The records of a canary attack, by which silence is told from peace: a burst of denials of {@link canaryUser}, one a
 * second, the last of them at `at`.
 *
 * @param id of the attack, random
 * @param at milliseconds since 1970
 * @param source the function that writes them
 */
export function canaryRecords(id: string, at: number, source: string): AccessLogRecord[] {
  return Array.from({ length: ATTEMPTS }, (_, index) => ({
    event_id: `canary-${id}-${index}`,
    ts: new Date(at - (ATTEMPTS - 1 - index) * 1000).toISOString(),
    user_id: canaryUser(id),
    peer_group: "cordon-canary",
    // For documentation (RFC 5737): nobody's.
    source_ip: "192.0.2.1",
    location: null,
    lat: null,
    lon: null,
    region: null,
    resource: `canary/${index}`,
    action: "canary:Probe",
    decision: "DENY",
    reason: "no_matching_policy",
    policy_id: null,
    device_id: null,
    session_id: null,
    function: source,
  }));
}
