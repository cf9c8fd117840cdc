import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { RECORD } from "../../core/detection/access-log-samples.js";

const HOUR = 3_600_000;

/** The midnight at which the attack's day begins. */
export const ATTACK_DAY = Date.parse("2026-03-01T00:00:00Z");

/**
 * Thirty days of eight people in office hours, and a day on which one of them tries forty things at night from
 * elsewhere.
 */
export function smallWorld(): AccessLogRecord[] {
  const records: AccessLogRecord[] = [];
  const add = (user: number, at: number, fields: Partial<AccessLogRecord>) =>
    records.push({
      ...RECORD,
      event_id: `e-${records.length}`,
      ts: new Date(at).toISOString(),
      user_id: `u-${user}`,
      peer_group: "payments",
      source_ip: `198.51.100.${user}`,
      location: "DE-BE",
      lat: 52.5,
      lon: 13.4,
      resource: `orders/${records.length}`,
      decision: "ALLOW",
      ...fields,
    });
  for (let day = -30; day <= 0; day += 1) {
    for (let user = 0; user < 8; user += 1) {
      for (let hour = 9; hour < 17; hour += 2) {
        add(user, ATTACK_DAY + day * 24 * HOUR + hour * HOUR + user * 60_000, {});
        if (hour === 11)
          add(user, ATTACK_DAY + day * 24 * HOUR + hour * HOUR + user * 70_000, { resource: "reports" });
      }
    }
  }
  for (let attempt = 0; attempt < 40; attempt += 1) {
    add(3, ATTACK_DAY + 10 * HOUR + attempt * 60_000, {
      source_ip: "203.0.113.9",
      location: "BR-SP",
      lat: -23.6,
      lon: -46.6,
      resource: `admin/role-${attempt % 7}x`,
      decision: "DENY",
    });
  }
  return records;
}
