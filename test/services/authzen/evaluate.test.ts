import { describe, expect, it } from "vitest";
import { EvaluationRefused, evaluate, evaluateAll } from "../../../services/authzen/evaluate.js";
import type { RegistryRecords } from "../../../services/policy-engine/ports.js";
import { denied } from "../../../services/policy-engine/reasons.js";
import { NOW, NOW_SECONDS } from "../policy-engine/support/issuer.js";
import {
  isEvaluationRequest,
  isEvaluationResponse,
  isEvaluationsResponse,
} from "./support/authzen-schemas.js";
import { type Point, READ, runAt } from "./support/decision-point.js";

async function answerTo(answerOf: typeof evaluate | typeof evaluateAll, body: unknown, point: Point = {}) {
  const { answer, log } = await runAt(point, (settings, ports, signal) =>
    answerOf(body, settings, ports, signal),
  );
  // As the policy enforcement point gets it.
  return { body: JSON.parse(JSON.stringify(answer)), log };
}

const evaluation = (body: unknown, point?: Point) => answerTo(evaluate, body, point);
const evaluations = (body: unknown) => answerTo(evaluateAll, body);

describe("an evaluation", () => {
  it("is allowed by a policy, and recorded", async () => {
    expect(isEvaluationRequest(READ)).toBe(true);
    const { body, log } = await evaluation(READ);
    expect(body).toEqual({
      decision: true,
      context: {
        id: "allowed",
        reason_admin: { event: "event-1", policy: "todos-read" },
        reason_user: { en: "Access is allowed." },
      },
    });
    expect(isEvaluationResponse(body)).toBe(true);
    expect(log).toMatchObject([
      {
        user_id: "u-17",
        resource: "todo/1",
        action: "can_read",
        decision: "ALLOW",
        function: "shop-evaluations",
      },
    ]);
  });

  it("is denied with the reason and what would help", async () => {
    const { body } = await evaluation({
      subject: { type: "user", id: "u-17", properties: { groups: ["editors"], department: "Sales" } },
      action: { name: "can_update" },
      resource: { type: "todo", id: "1" },
      context: { authentication: { assurance: 1 } },
    });
    expect(isEvaluationResponse(body)).toBe(true);
    expect(body.decision).toBe(false);
    expect(body.context.id).toBe("authentication_too_weak");
    expect(JSON.parse(body.context.reason_admin.obligations)).toEqual([
      { authenticate: { assuranceAtLeast: 2 } },
    ]);
  });

  it("is denied to a group where the groups are null: nobody knows that the subject is not a member", async () => {
    const closed = { ...READ, resource: { type: "todo", id: "closed" } };
    const asked = (groups?: unknown) =>
      evaluation({ ...closed, subject: { ...READ.subject, properties: { groups } } });
    expect((await asked(undefined)).body.decision).toBe(true);
    expect((await asked(null)).body).toMatchObject({ decision: false, context: { id: "denied_by_policy" } });
  });

  it("names a resource of the type `resource` by its id alone", async () => {
    const { body } = await evaluation({ ...READ, resource: { type: "resource", id: "todo/1" } });
    expect(body.decision).toBe(true);
  });

  it("does not let the caller write the time, the device or another resource's name", async () => {
    const context = { time: "1985-10-26T01:22:00-07:00", device: { registered: true } };
    const { log } = await evaluation({ ...READ, context });
    expect(log[0].ts).toBe("2026-03-02T10:00:00.000Z");
    const other = { ...READ, resource: { type: "todo/1", id: "2" } };
    await expect(evaluation(other)).rejects.toThrow(EvaluationRefused);
  });

  it("looks up device and revocations", async () => {
    const properties = { device_id: "laptop-1", session_id: "s-1", token_issued_at: NOW_SECONDS - 60 };
    const asked = { ...READ, subject: { type: "user", id: "u-17", properties } };
    const device = { owner: "user:u-17", registered: true, revoked: false };
    const idOf = async (records: Partial<RegistryRecords>) =>
      (await evaluation(asked, { records })).body.context.id;
    expect(await idOf({ device })).toBe("allowed");
    expect(await idOf({})).toBe("device_unknown");
    expect(await idOf({ device: { ...device, owner: "user:u-1" } })).toBe("device_not_owned");
    expect(await idOf({ device, sessionRevoked: true })).toBe("session_revoked");
    expect(await idOf({ device, tokensRevokedUntil: NOW - 60_000 })).toBe("token_revoked");
    expect(await idOf({ device, tokensRevokedUntil: NOW - 60_001 })).toBe("allowed");
    const ageless = await evaluation(READ, { records: { tokensRevokedUntil: 0 } });
    expect(ageless.body.context.id).toBe("token_revoked");
  });

  it.each([
    ["six seconds ahead", `${NOW_SECONDS + 6}`],
    ["in milliseconds", `${NOW}`],
    ["beyond all numbers", "1e400"],
  ])("of a token issued %s is denied: no revocation would count", async (_, issuedAt) => {
    // JSON.parse reads 1e400 as Infinity, which JSON.stringify would write as null.
    const properties = JSON.parse(`{"token_issued_at":${issuedAt}}`);
    const asked = { ...READ, subject: { ...READ.subject, properties } };
    for (const records of [{}, { tokensRevokedUntil: NOW - 1000 }]) {
      const { body, log } = await evaluation(asked, { records });
      expect(body).toMatchObject({ decision: false, context: { id: "token_not_yet_valid" } });
      expect(log).toMatchObject([{ decision: "DENY", user_id: "u-17" }]);
    }
  });

  it("of a token whose issuer's clock is five seconds ahead is decided", async () => {
    const properties = { token_issued_at: NOW_SECONDS + 5 };
    const { body } = await evaluation({ ...READ, subject: { ...READ.subject, properties } });
    expect(body.decision).toBe(true);
  });

  it("takes the address that the specification names", async () => {
    const { log } = await evaluation({
      ...READ,
      subject: { type: "user", id: "u-17", properties: { ip_address: "192.0.2.1" } },
    });
    expect(log[0].source_ip).toBe("192.0.2.1");
  });

  it("of a subject of an unknown type is denied as invalid", async () => {
    const { body } = await evaluation({ ...READ, subject: { type: "robot", id: "r2" } });
    expect(body).toMatchObject({ decision: false, context: { id: "invalid_request" } });
    expect(body.context.reason_admin.en).toMatch(/subject\.kind/);
  });

  it("is denied with the reason when the registry throttles", async () => {
    const { body } = await evaluation(READ, { ports: { decide: async () => denied("registry_throttled") } });
    expect(body).toMatchObject({ decision: false, context: { id: "registry_throttled" } });
  });

  it("is denied where the environment cannot be used", async () => {
    const { body } = await evaluation(READ, { unusable: true });
    expect(body.context.id).toBe("configuration_invalid");
  });
});

describe("evaluations", () => {
  const update = { name: "can_update" };

  it("take what they do not say from the request", async () => {
    const { body, log } = await evaluations({
      ...READ,
      evaluations: [{}, { action: update }, { resource: { type: "todo", id: "2" } }],
    });
    expect(isEvaluationsResponse(body)).toBe(true);
    expect(body.evaluations.map(({ decision }: { decision: boolean }) => decision)).toEqual([
      true,
      false,
      true,
    ]);
    expect(log.map(({ resource }) => resource)).toEqual(["todo/1", "todo/1", "todo/2"]);
  });

  it("end where their semantics say", async () => {
    const list = [{}, { action: update }, {}];
    const decisions = async (evaluations_semantic: string, asked: readonly object[]) => {
      const { body, log } = await evaluations({
        ...READ,
        evaluations: asked,
        options: { evaluations_semantic },
      });
      expect(log.length).toBe(body.evaluations.length);
      return body.evaluations.map(({ decision }: { decision: boolean }) => decision);
    };
    expect(await decisions("execute_all", list)).toEqual([true, false, true]);
    expect(await decisions("deny_on_first_deny", list)).toEqual([true, false]);
    expect(await decisions("permit_on_first_permit", [list[1] ?? {}, {}, {}])).toEqual([false, true]);
  });

  it("without a list are one evaluation", async () => {
    for (const body of [READ, { ...READ, evaluations: [] }]) {
      expect((await evaluations(body)).body).toMatchObject({ decision: true });
    }
  });

  it("deny what cannot be read, beside the others", async () => {
    const { body, log } = await evaluations({ ...READ, evaluations: [{}, { subject: { id: 7 } }, null] });
    expect(isEvaluationsResponse(body)).toBe(true);
    expect(body.evaluations).toMatchObject([
      { decision: true },
      {
        decision: false,
        context: { id: "invalid_request", reason_admin: { en: expect.stringMatching(/^subject/) } },
      },
      { decision: false, context: { id: "invalid_request" } },
    ]);
    expect(log.length).toBe(3);
  });
});
