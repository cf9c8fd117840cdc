import { parseInstant } from "../../core/time/instant.js";
import type { IdentityStore } from "../../services/authenticator/ports.js";
import { type DeviceRow, KEYS, type SubjectRow } from "../../services/authenticator/rows.js";
import { greaterRisk } from "../../services/policy-engine/decide-access.js";
import type { DecisionSources, DeviceRecord, MeasuredRisk } from "../../services/policy-engine/ports.js";
import { verified } from "../../services/policy-engine/reasons.js";

/** The registry that the policy engine reads, in the store of the authenticator. */
export function identityRegistry(store: IdentityStore): DecisionSources["registry"] {
  return async ({ subject, deviceId, sessionId }) => {
    const session =
      sessionId === undefined ? undefined : await store.get<SubjectRow>(KEYS.subject(`session:${sessionId}`));
    const about = await store.get<SubjectRow>(KEYS.subject(subject));
    const device = deviceId === undefined ? undefined : await store.get<DeviceRow>(KEYS.device(deviceId));
    return verified({
      sessionRevoked: session?.value.revoked === true,
      risk: greaterRisk(riskOf(about?.value), riskOf(session?.value)),
      device: device === undefined ? undefined : deviceRecord(device.value),
    });
  };
}

function riskOf(row: SubjectRow | undefined): MeasuredRisk | undefined {
  if (row?.risk === undefined) return undefined;
  return { risk: row.risk, at: row.risk_at === undefined ? undefined : parseInstant(row.risk_at) };
}

function deviceRecord({ owner, registered, revoked, posture, posture_measured_at }: DeviceRow): DeviceRecord {
  return {
    owner,
    registered,
    revoked,
    posture,
    postureMeasuredAt: posture_measured_at === undefined ? undefined : parseInstant(posture_measured_at),
  };
}
