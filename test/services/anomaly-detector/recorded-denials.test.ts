import { afterAll, beforeAll, expect, it } from "vitest";
import type { DuckDbEngine } from "../../../adapters/duckdb/duckdb-engine.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { addressProbing } from "../../../core/detection/rules/address-probing.js";
import { tableOf } from "../../../core/detection/rules/case-log.js";
import { deniedBurst } from "../../../core/detection/rules/denied-burst.js";
import { revokedToken } from "../../../core/detection/rules/revoked-token.js";
import type { DetectionRule } from "../../../core/detection/rules/rule.js";
import { ruleQuery } from "../../../core/detection/rules/rule-query.js";
import { allRows } from "../../../services/anomaly-detector/query-engine.js";
import { type AccessSubject, transportDenial } from "../../../services/policy-engine/access-answer.js";
import type { TransportReasonCode } from "../../../services/policy-engine/reasons.js";
import { recordAnswer } from "../../../services/policy-engine/record-answer.js";
import { duckDbAlone } from "./duckdb-alone.js";

const NINE = Date.parse("2026-03-02T09:00:00Z");
const MINUTE = 60_000;
const SUBJECT: AccessSubject = {
  kind: "user",
  id: "u-17",
  groups: [],
  attributes: {},
  peerGroup: "engineering",
  sessionId: "s-17",
  deviceId: "laptop-17",
  issuedAt: NINE,
  expiresAt: Infinity,
};

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await duckDbAlone();
});
afterAll(() => engine?.close());

/** What the policy engine's own recorder writes of so many denials, a minute apart, each of another resource. */
function recorded(count: number, reason: TransportReasonCode, subject?: AccessSubject): AccessLogRecord[] {
  const lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    recordAnswer(
      transportDenial(reason, subject),
      {
        target: { action: "http:GET", resource: `orders/list-${index}` },
        sourceIp: "198.51.100.66",
        place: {},
        region: "eu-central-1",
        functionName: "shop-engine",
      },
      { log: (line) => lines.push(line), newEventId: () => `${reason}-${index}` },
      NINE + index * 5 * MINUTE,
    );
  }
  return lines.map((line) => JSON.parse(line) as AccessLogRecord);
}

async function found(rule: DetectionRule, records: readonly AccessLogRecord[]) {
  const range = { log: tableOf(records), from: NINE, until: NINE + 60 * MINUTE };
  return allRows(engine, ruleQuery(rule, range));
}

it("finds an address that probes without a token, of which the recorder knows no user", async () => {
  const records = recorded(11, "token_missing");
  expect(new Set(records.map(({ user_id }) => user_id))).toEqual(new Set([null]));
  expect(await found(addressProbing, records)).toMatchObject([
    { subject: "198.51.100.66", events: 11, resources: 11, subjects: 0, without_user: 11 },
  ]);
  expect(await found(deniedBurst, records)).toEqual([]);
});

it("finds a revoked token that is tried again, of which the recorder knows the user", async () => {
  const records = recorded(4, "session_revoked", SUBJECT);
  expect(await found(revokedToken, records)).toMatchObject([{ subject: "u-17", events: 4, sessions: 1 }]);
  expect(await found(revokedToken, recorded(4, "token_expired", SUBJECT))).toEqual([]);
});
