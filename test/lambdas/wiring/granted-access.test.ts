import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PolicyEntitlement } from "../../../core/access/entitlement.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { startEvaluationPoint } from "../../../lambdas/authzen/start.js";
import { startPolicyEngine } from "../../../lambdas/policy-engine/start.js";
import type { VouchedRequest } from "../../../services/policy-engine/ports.js";
import { json, serve } from "../../harness/http-server.js";
import { makeWorkFolder } from "../../harness/work-folder.js";

const NOW = Date.parse("2026-12-01T10:00:00Z");
const GRANTED: AccessPolicy = {
  id: "jit-1",
  effect: "allow",
  subjects: ["user:u-17"],
  actions: ["orders:Refund"],
  resources: ["orders/*"],
  notBefore: "2026-12-01T10:00:00Z",
  expiresAt: "2026-12-01T11:00:00Z",
};
const REFUND: Pick<PolicyEntitlement, "id" | "eligible" | "policy"> = {
  id: "refund",
  eligible: ["group:oncall"],
  policy: { actions: ["orders:Refund"], resources: ["orders/*"] },
};
const REQUEST: VouchedRequest = {
  subject: {
    kind: "user",
    id: "u-17",
    groups: ["oncall"],
    attributes: {},
    peerGroup: undefined,
    sessionId: undefined,
    deviceId: undefined,
    issuedAt: undefined,
    expiresAt: Number.POSITIVE_INFINITY,
  },
  target: { action: "orders:Refund", resource: "orders/42" },
  context: {},
};

const archive = makeWorkFolder("engine-archive");
beforeEach(() => {
  writeFileSync(join(archive.path, "policies.json"), JSON.stringify({ version: 1, policies: [] }));
  writeFileSync(
    join(archive.path, "entitlements.json"),
    JSON.stringify({ version: 1, entitlements: [REFUND] }),
  );
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_REGION", "eu-central-1");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Both functions over a DynamoDB that has the row of grants. */
async function functionsWith(grants: Readonly<Record<string, unknown>>) {
  const row = { subject: { S: "user:u-17" }, grants };
  const server = await serve((_, response) =>
    json(response, { Responses: { "jit-access-policies": [row] }, UnprocessedKeys: {} }),
  );
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", server.url);
  const env = {
    AWS_REGION: "eu-central-1",
    LAMBDA_TASK_ROOT: archive.path,
    CORDON_DEVICE_TABLE: "devices",
    CORDON_SUBJECT_TABLE: "subjects",
    CORDON_GRANT_TABLE: "jit-access-policies",
    CORDON_ENTITLEMENTS_FILE: "entitlements.json",
    CORDON_POLICY_LOCATION: "file:policies.json",
  };
  const issuer = {
    CORDON_TOKEN_ISSUER: "https://login.example.com/",
    CORDON_TOKEN_AUDIENCE: "https://api.example.com",
    CORDON_JWKS_URL: "https://login.example.com/jwks",
  };
  const ports = [startEvaluationPoint(env).ports, startPolicyEngine({ ...env, ...issuer }).ports];
  return (now: number) =>
    Promise.all(ports.map((port) => port.decide(REQUEST, now, AbortSignal.timeout(5000))));
}

it("lets an active grant open an API in both functions, until its deadline", async () => {
  const ask = await functionsWith({ M: { "jit-1": { S: JSON.stringify(GRANTED) } } });
  for (const answer of await ask(NOW)) {
    expect(answer).toMatchObject({
      ok: true,
      value: { allowed: true, policy: "grant:jit-1", validUntil: GRANTED.expiresAt },
    });
  }
  for (const answer of await ask(NOW + 3_600_000)) {
    expect(answer).toMatchObject({ ok: true, value: { allowed: false, reason: "policy_expired" } });
  }
});

it("names the entitlement that would cure a denial", async () => {
  const ask = await functionsWith({ M: {} });
  for (const answer of await ask(NOW)) {
    expect(answer).toMatchObject({
      ok: true,
      value: { allowed: false, obligations: [{ requestAccess: { entitlement: "refund" } }] },
    });
  }
});

it("denies where the grants cannot be read", async () => {
  const ask = await functionsWith({ S: "none" });
  for (const answer of await ask(NOW)) expect(answer).toEqual({ ok: false, reason: "registry_invalid" });
});

it("denies everything where the entitlements of the archive are missing", () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const point = startEvaluationPoint({
    LAMBDA_TASK_ROOT: archive.path,
    CORDON_DEVICE_TABLE: "devices",
    CORDON_SUBJECT_TABLE: "subjects",
    CORDON_ENTITLEMENTS_FILE: "nowhere.json",
    CORDON_POLICY_LOCATION: "file:policies.json",
  });
  vi.restoreAllMocks();
  expect(point.settings.unusable).toBe(true);
});
