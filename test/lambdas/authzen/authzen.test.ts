import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAccessLogRecord } from "../../../core/detection/access-log-check.js";
import { compile } from "../../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { answerHttp } from "../../../lambdas/authzen/answer-http.js";
import { decideAccess } from "../../../services/policy-engine/decide-access.js";
import type { RegistryRecords } from "../../../services/policy-engine/ports.js";
import { denied, verified } from "../../../services/policy-engine/reasons.js";
import {
  isEvaluationRequest,
  isEvaluationResponse,
  isEvaluationsResponse,
} from "../../services/authzen/support/authzen-schemas.js";
import { NOW, NOW_SECONDS } from "../../services/policy-engine/support/issuer.js";

const POLICIES: readonly AccessPolicy[] = [
  {
    id: "todos-read",
    effect: "allow",
    subjects: ["user:*", "group:viewers"],
    actions: ["can_read"],
    resources: ["todo/*"],
  },
  {
    id: "todos-closed",
    effect: "deny",
    subjects: ["group:contractors"],
    actions: ["can_read"],
    resources: ["todo/closed"],
  },
  {
    id: "todos-own",
    effect: "allow",
    subjects: ["group:editors"],
    actions: ["can_update"],
    resources: ["todo/*"],
    when: {
      attributes: [{ path: "subject.department", operator: "==", value: "Sales" }],
      authentication: { assuranceAtLeast: 2 },
    },
  },
];
const READ = {
  subject: { type: "user", id: "u-17" },
  action: { name: "can_read" },
  resource: { type: "todo", id: "1" },
};

function event(path: string, body: unknown, more: Record<string, unknown> = {}) {
  return {
    version: "2.0",
    rawPath: path,
    headers: { "content-type": "application/json", ...(more["headers"] as object) },
    requestContext: {
      domainName: "abc.lambda-url.eu-central-1.on.aws",
      http: { method: more["method"] ?? "POST" },
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

async function ask(asked: unknown, records: Partial<RegistryRecords> = {}, unusable = false) {
  const lines: string[] = [];
  const defects: unknown[] = [];
  const ports = {
    now: () => NOW,
    newEventId: () => "event-1",
    decide: decideAccess(
      {
        registry: async () => verified({ sessionRevoked: false, ...records }),
        policies: async () => verified(compile(POLICIES)),
      },
      86_400,
    ),
    log: (line: string) => lines.push(line),
    report: (defect: unknown) => defects.push(defect),
  };
  const settings = { region: "eu-central-1", unusable };
  const answer = await answerHttp(asked, settings, ports, AbortSignal.timeout(5000));
  const log = lines.map((line) => JSON.parse(line));
  for (const record of log) expect(checkAccessLogRecord(record).ok).toBe(true);
  const body = answer.headers["content-type"] === "application/json" ? JSON.parse(answer.body) : answer.body;
  return { ...answer, body, log, defects };
}

const evaluation = (body: unknown, records?: Partial<RegistryRecords>) =>
  ask(event("/access/v1/evaluation", body), records);
const evaluations = (body: unknown) => ask(event("/access/v1/evaluations", body));

describe("an evaluation", () => {
  it("is allowed by a policy, and recorded", async () => {
    expect(isEvaluationRequest(READ)).toBe(true);
    const { statusCode, body, log } = await evaluation(READ);
    expect(statusCode).toBe(200);
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
      { user_id: "u-17", resource: "todo/1", action: "can_read", decision: "ALLOW" },
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

  it("is denied to a group where the groups are null: nobody knows that the subject is no member", async () => {
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
    const { statusCode } = await evaluation({ ...READ, resource: { type: "todo/1", id: "2" } });
    expect(statusCode).toBe(400);
  });

  it("looks up device and revocations", async () => {
    const properties = { device_id: "laptop-1", session_id: "s-1", token_issued_at: NOW_SECONDS - 60 };
    const asked = { ...READ, subject: { type: "user", id: "u-17", properties } };
    const device = { owner: "user:u-17", registered: true, revoked: false };
    const idOf = async (records: Partial<RegistryRecords>) =>
      (await evaluation(asked, records)).body.context.id;
    expect(await idOf({ device })).toBe("allowed");
    expect(await idOf({})).toBe("device_unknown");
    expect(await idOf({ device: { ...device, owner: "user:u-1" } })).toBe("device_not_owned");
    expect(await idOf({ device, sessionRevoked: true })).toBe("session_revoked");
    expect(await idOf({ device, tokensRevokedUntil: NOW - 60_000 })).toBe("token_revoked");
    expect(await idOf({ device, tokensRevokedUntil: NOW - 60_001 })).toBe("allowed");
    const ageless = await evaluation(READ, { tokensRevokedUntil: 0 });
    expect(ageless.body.context.id).toBe("token_revoked");
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

  it("is denied where the environment cannot be used", async () => {
    const { body } = await ask(event("/access/v1/evaluation", READ), {}, true);
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

const REFUSED: readonly (readonly [what: string, status: number, event: unknown, message: RegExp])[] = [
  ["no JSON", 400, event("/access/v1/evaluation", "{"), /no JSON/],
  ["no object", 400, event("/access/v1/evaluation", []), /no JSON object/],
  ["no subject", 400, event("/access/v1/evaluation", { ...READ, subject: undefined }), /subject needs/],
  [
    "no id of the resource",
    400,
    event("/access/v1/evaluation", { ...READ, resource: { type: "t" } }),
    /resource needs/,
  ],
  ["no name of the action", 400, event("/access/v1/evaluation", { ...READ, action: {} }), /action needs/],
  ["a context that is a list", 400, event("/access/v1/evaluation", { ...READ, context: [] }), /context is/],
  [
    "an empty id",
    400,
    event("/access/v1/evaluation", { ...READ, subject: { type: "user", id: "" } }),
    /1 to 256/,
  ],
  ["a large body", 400, event("/access/v1/evaluation", " ".repeat(300_000)), /longer than 262144/],
  ["evaluations that are no list", 400, event("/access/v1/evaluations", { evaluations: {} }), /is a list/],
  [
    "too many evaluations",
    400,
    event("/access/v1/evaluations", { evaluations: new Array(51).fill(READ) }),
    /51 evaluations/,
  ],
  [
    "unknown semantics",
    400,
    event("/access/v1/evaluations", { evaluations: [READ], options: { evaluations_semantic: "all" } }),
    /execute_all/,
  ],
  ["an unknown path", 404, event("/access/v1/search", READ), /evaluation/],
  ["another method", 405, event("/access/v1/evaluation", READ, { method: "GET" }), /POST/],
  ["an event that is none", 404, null, /paths/],
];

describe("a request with", () => {
  for (const [what, status, asked, message] of REFUSED) {
    it(`${what} is answered ${status}`, async () => {
      const { statusCode, body, log, defects } = await ask(asked);
      expect(statusCode).toBe(status);
      expect(body).toMatch(message);
      expect([log, defects]).toEqual([[], []]);
    });
  }

  it("an identifier gets it back", async () => {
    const asked = event("/access/v1/evaluation", READ, { headers: { "x-request-id": "bfe9eb29" } });
    expect((await ask(asked)).headers["x-request-id"]).toBe("bfe9eb29");
    const split = event("/access/v1/evaluation", READ, { headers: { "x-request-id": "a\r\nset-cookie: b" } });
    expect((await ask(split)).headers).not.toHaveProperty("x-request-id");
  });

  it("a body in base64 is read", async () => {
    const body = Buffer.from(JSON.stringify(READ)).toString("base64");
    const asked = { ...event("/access/v1/evaluation", body), isBase64Encoded: true };
    expect((await ask(asked)).body.decision).toBe(true);
  });
});

it("says where its endpoints are", async () => {
  const { body } = await ask(event("/.well-known/authzen-configuration", "", { method: "GET" }));
  expect(body).toEqual({
    policy_decision_point: "https://abc.lambda-url.eu-central-1.on.aws",
    access_evaluation_endpoint: "https://abc.lambda-url.eu-central-1.on.aws/access/v1/evaluation",
    access_evaluations_endpoint: "https://abc.lambda-url.eu-central-1.on.aws/access/v1/evaluations",
  });
});

it("answers arbitrary bodies, never with an allow, never with a defect", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("evaluation", "evaluations"), fc.jsonValue(), async (path, body) => {
      const { statusCode, body: answer, defects } = await ask(event(`/access/v1/${path}`, body));
      expect([400, 200]).toContain(statusCode);
      expect(JSON.stringify(answer)).not.toContain('"decision":true');
      expect(defects).toEqual([]);
    }),
  );
});

it("denies with the reason when the registry throttles", async () => {
  const ports = {
    now: () => NOW,
    newEventId: () => "event-1",
    decide: async () => denied("registry_throttled"),
    log: () => {},
    report: () => {},
  };
  const settings = { region: undefined, unusable: false };
  const answer = await answerHttp(
    event("/access/v1/evaluation", READ),
    settings,
    ports,
    AbortSignal.timeout(1000),
  );
  expect(JSON.parse(answer.body)).toMatchObject({ decision: false, context: { id: "registry_throttled" } });
});
