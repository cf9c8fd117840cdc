import type { AccessLogRecord } from "../../../core/detection/access-log.js";

/** RFC 7519 section 3.1, which is not a secret. */
export const JSON_WEB_TOKEN =
  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/** A record in which every field has a value. */
export const RECORD: AccessLogRecord = {
  event_id: "0b8f4d9e-6f0e-4d3a-9a55-1f2f6f3a7c11",
  ts: "2026-03-01T09:30:00.125Z",
  user_id: "u-17",
  peer_group: "oncall",
  source_ip: "203.0.113.7",
  location: "DE",
  lat: 52.52,
  lon: 13.405,
  region: "eu-central-1",
  resource: "orders/7",
  action: "orders:Read",
  decision: "ALLOW",
  reason: "allowed",
  policy_id: "orders-read",
  device_id: "laptop-3",
  session_id: "s-1",
  function: "shop-engine",
};
