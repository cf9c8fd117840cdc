import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { transportDenial } from "../../../services/policy-engine/access-answer.js";
import { type Authenticated, answerAndRecord } from "../../../services/policy-engine/answer-and-record.js";
import type { DecisionPorts, VouchedRequest } from "../../../services/policy-engine/ports.js";
import { verified } from "../../../services/policy-engine/reasons.js";
import { NOW } from "./support/issuer.js";
import { type Ran, runIn, type Situation } from "./support/situation.js";

const SUBJECT: VouchedRequest["subject"] = {
  kind: "user",
  id: "u-17",
  groups: ["oncall"],
  attributes: {},
  peerGroup: undefined,
  sessionId: undefined,
  deviceId: undefined,
  issuedAt: undefined,
  expiresAt: Infinity,
};
const TARGET = { action: "http:GET", resource: "orders/42" };
const VOUCHED: Authenticated = { ok: true, value: { subject: SUBJECT, target: TARGET, context: {} } };
const REFUSED: Authenticated = { ok: false, denial: transportDenial("token_expired") };

type Asked = Parameters<typeof answerAndRecord>[0]["authentication"];

function answerTo(authentication: Asked, situation: Situation = {}, signal?: AbortSignal) {
  const recorded = {
    target: TARGET,
    sourceIp: undefined,
    place: {},
    region: undefined,
    functionName: undefined,
  };
  return runIn(situation, (_settings, ports, own) =>
    answerAndRecord({ authentication, recorded }, ports, signal ?? own),
  );
}

function decisionOf({ answer, record }: Ran<{ readonly allowed: boolean; readonly reason: string }>) {
  expect(record.decision).toBe(answer.allowed ? "ALLOW" : "DENY");
  expect(record.reason).toBe(answer.reason);
  return answer.reason;
}

it("decides for whoever is vouched for already, and for whoever is authenticated now", async () => {
  expect(decisionOf(await answerTo(VOUCHED))).toBe("allowed");
  const authenticate = vi.fn(async () => VOUCHED);
  expect(decisionOf(await answerTo(authenticate))).toBe("allowed");
  expect(authenticate).toHaveBeenCalledExactlyOnceWith(NOW);
});

it("decides on nothing that is not authenticated, and records the denial", async () => {
  const decide = vi.fn<DecisionPorts["decide"]>();
  for (const authentication of [REFUSED, async () => REFUSED]) {
    expect(decisionOf(await answerTo(authentication, { ports: { decide } }))).toBe("token_expired");
  }
  expect(decide).not.toHaveBeenCalled();
});

it("denies and reports what breaks, in authentication and in the decision", async () => {
  const broken = new Error("broken");
  const fails = () => {
    throw broken;
  };
  for (const ran of [await answerTo(fails), await answerTo(VOUCHED, { ports: { decide: fails } })]) {
    expect(decisionOf(ran)).toBe("internal_error");
    expect(ran.reported).toEqual([broken]);
  }
});

it("waits for neither longer than it may, but says of a refused request why, however late it is", async () => {
  const never = () => new Promise<never>(() => {});
  const late = AbortSignal.abort();
  expect(decisionOf(await answerTo(never, {}, late))).toBe("deadline_exceeded");
  expect(decisionOf(await answerTo(VOUCHED, { ports: { decide: never } }, late))).toBe("deadline_exceeded");
  expect(decisionOf(await answerTo(REFUSED, {}, late))).toBe("token_expired");
});

it("gives no answer that the access log does not take", async () => {
  const log = () => {
    throw new Error("full");
  };
  const ports: Situation["ports"] = { log, decide: async () => verified(transportDenial("token_revoked")) };
  await expect(answerTo(VOUCHED, { ports })).rejects.toThrow("full");
});

it("is the one place of the services that decides and records", () => {
  const callers = readdirSync("services", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) =>
      /\bports\.decide\(|\brecordAnswer\((?!\n)|\bwithinDeadline\((?!\n)/.test(
        readFileSync(`services/${name}`, "utf8"),
      ),
    );
  expect(callers).toEqual(["policy-engine/answer-and-record.ts"]);
});
