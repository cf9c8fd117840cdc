import type { AccessLogRecord } from "../access-log.js";
import type { CaseRecord } from "./rule.js";

/** What a record of a case says where the case does not: an ordinary request of an ordinary user. */
const ORDINARY: Omit<AccessLogRecord, "ts" | "event_id"> = {
  user_id: "u-17",
  peer_group: "engineering",
  source_ip: "203.0.113.7",
  location: "DE-Berlin",
  lat: 52.52,
  lon: 13.41,
  region: "eu-central-1",
  resource: "orders/list",
  action: "orders:Read",
  decision: "ALLOW",
  reason: "allowed",
  policy_id: "orders-read",
  device_id: "laptop-17",
  session_id: "s-17",
  function: "shop-engine",
};

/** The whole records of a case. A record without an id gets one of its own. */
export function caseRecords(records: readonly CaseRecord[]): AccessLogRecord[] {
  return records.map((record, index) => ({
    ...ORDINARY,
    event_id: `case-${String(index).padStart(6, "0")}`,
    ...(record.decision === "DENY" ? { reason: "no_matching_policy", policy_id: null } : {}),
    ...record,
  }));
}

/** An instant of 2 March 2026, or of so many days before: at("09:30"), at("09:30", 3). */
export function at(time: string, daysBefore = 0): string {
  const seconds = time.length === 5 ? `${time}:00` : time;
  const day = new Date(Date.UTC(2026, 2, 2 - daysBefore)).toISOString().slice(0, 10);
  return `${day}T${seconds}.000Z`;
}

/** So many records, each made by its number from 0. */
export function times(count: number, make: (index: number) => CaseRecord): CaseRecord[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The instant so many seconds after another one. */
export function later(instant: string, seconds: number): string {
  return new Date(new Date(instant).getTime() + seconds * 1000).toISOString();
}
