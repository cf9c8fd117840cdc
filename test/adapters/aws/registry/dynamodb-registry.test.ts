import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamoDbRegistry } from "../../../../adapters/aws/registry/dynamodb-registry.js";
import { grantPolicyCompiler } from "../../../../adapters/files/grant-policies.js";
import { subjectPolicyCompiler } from "../../../../adapters/files/policy-file.js";
import { json, serve } from "../../../harness/http-server.js";
import { READ_ORDERS } from "../../../services/policy-engine/support/situation.js";

type Item = Readonly<Record<string, unknown>>;
const QUERY = { subject: "user:u-17", deviceId: "laptop-1", sessionId: "session-1" };

/** A registry on a server that speaks DynamoDB's JSON protocol. */
async function registryOn(answer: Parameters<typeof serve>[0], grants?: string) {
  const server = await serve(answer);
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const registry = dynamoDbRegistry(
    client,
    { devices: "devices", subjects: "subjects", grants },
    { subjectPolicies: subjectPolicyCompiler(), grantPolicies: grantPolicyCompiler() },
  );
  return { server, look: (query = QUERY, signal = AbortSignal.timeout(5000)) => registry(query, signal) };
}

async function lookUp(devices: readonly Item[], subjects: readonly Item[]) {
  const { look } = await registryOn((_, response) =>
    json(response, { Responses: { devices, subjects }, UnprocessedKeys: {} }),
  );
  return look();
}

const DEVICE = { device_id: { S: "laptop-1" }, owner: { S: "user:u-17" }, registered: { BOOL: true } };
const SUBJECT = { subject: { S: "user:u-17" } };
const SESSION = { subject: { S: "session:session-1" } };
const BUNDLE = { subject: { S: "bundle:policies" } };

it("asks for all rows of a decision at once, with consistent reads", async () => {
  const bodies: unknown[] = [];
  const { look } = await registryOn((_, response, body) => {
    bodies.push(JSON.parse(body));
    json(response, { Responses: {}, UnprocessedKeys: {} });
  });
  await look();
  expect(bodies).toEqual([
    {
      RequestItems: {
        devices: { ConsistentRead: true, Keys: [{ device_id: { S: "laptop-1" } }] },
        subjects: {
          ConsistentRead: true,
          Keys: [
            { subject: { S: "user:u-17" } },
            { subject: { S: "bundle:policies" } },
            { subject: { S: "session:session-1" } },
          ],
        },
      },
    },
  ]);
});

it("reads every attribute that a decision needs", async () => {
  const found = await lookUp(
    [
      {
        ...DEVICE,
        revoked: { BOOL: true },
        posture: { N: "3" },
        posture_measured_at: { S: "2026-03-02T09:00:00Z" },
      },
    ],
    [
      { ...SESSION, revoked: { BOOL: true } },
      { ...SUBJECT, tokens_revoked_until: { S: "2026-03-02T08:00:00Z" } },
      { ...BUNDLE, sha256: { S: "a".repeat(64) } },
    ],
  );
  expect(found).toEqual({
    ok: true,
    value: {
      device: {
        owner: "user:u-17",
        registered: true,
        revoked: true,
        posture: 3,
        postureMeasuredAt: Date.parse("2026-03-02T09:00:00Z"),
      },
      tokensRevokedUntil: Date.parse("2026-03-02T08:00:00Z"),
      sessionRevoked: true,
      subjectPolicies: undefined,
      policyHash: "a".repeat(64),
    },
  });
});

it("finds nothing where there is nothing", async () => {
  expect(await lookUp([], [])).toEqual({ ok: true, value: { sessionRevoked: false } });
});

it("compiles the policies of a subject", async () => {
  const file = JSON.stringify({ version: 1, policies: [READ_ORDERS] });
  const found = await lookUp([], [{ ...SUBJECT, policies: { S: file } }]);
  expect(found.ok && found.value.subjectPolicies?.policies.map(({ id }) => id)).toEqual(["orders-read"]);
});

describe("a row that cannot be read denies as registry_invalid:", () => {
  const rows: readonly (readonly [what: string, devices: readonly Item[], subjects: readonly Item[]])[] = [
    ["a device without an owner", [{ device_id: { S: "laptop-1" }, registered: { BOOL: true } }], []],
    ["an owner that is a number", [{ ...DEVICE, owner: { N: "17" } }], []],
    ["a registration that is a text", [{ ...DEVICE, registered: { S: "true" } }], []],
    ["a revocation that is a text", [{ ...DEVICE, revoked: { S: "false" } }], []],
    ["a posture that is a text", [{ ...DEVICE, posture: { S: "3" } }], []],
    ["a measurement without a zone", [{ ...DEVICE, posture_measured_at: { S: "2026-03-02T09:00:00" } }], []],
    ["a revocation at no instant", [], [{ ...SUBJECT, tokens_revoked_until: { S: "now" } }]],
    ["policies that are not JSON", [], [{ ...SUBJECT, policies: { S: "{" } }]],
    ["policies that are none", [], [{ ...SUBJECT, policies: { S: '{"version":1,"policies":[{}]}' } }]],
    [
      "a policy with a misspelt condition",
      [],
      [
        {
          ...SUBJECT,
          policies: { S: JSON.stringify({ version: 1, policies: [{ ...READ_ORDERS, wehn: {} }] }) },
        },
      ],
    ],
    ["a session that says nothing", [], [SESSION]],
    ["a bundle without a hash", [], [{ ...BUNDLE, sha256: { S: "A".repeat(64) } }]],
  ];
  for (const [what, devices, subjects] of rows) {
    it(what, async () => {
      expect(await lookUp(devices, subjects)).toEqual({ ok: false, reason: "registry_invalid" });
    });
  }
});

function failing(type: string) {
  return registryOn((_, response) =>
    json(response, { __type: `com.amazonaws.dynamodb.v20120810#${type}` }, 400),
  );
}

it("denies as registry_throttled when DynamoDB throttles", async () => {
  for (const type of [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
  ]) {
    const { look } = await failing(type);
    expect(await look()).toEqual({ ok: false, reason: "registry_throttled" });
  }
});

it("asks once more for what DynamoDB left out under load, then denies as registry_throttled", async () => {
  const left = { subjects: { Keys: [{ subject: { S: "user:u-17" } }], ConsistentRead: true } };
  const { server, look } = await registryOn((_, response) =>
    json(response, { Responses: {}, UnprocessedKeys: left }),
  );
  expect(await look()).toEqual({ ok: false, reason: "registry_throttled" });
  expect(server.requests()).toBe(2);
});

it("puts the two parts of an answer together", async () => {
  let first = true;
  const { look } = await registryOn((_, response) => {
    const part = first
      ? {
          Responses: { devices: [DEVICE], subjects: [{ ...SESSION, revoked: { BOOL: false } }] },
          UnprocessedKeys: { subjects: { Keys: [{ subject: { S: "user:u-17" } }] } },
        }
      : { Responses: { subjects: [{ ...SUBJECT, tokens_revoked_until: { S: "2026-03-02T08:00:00Z" } }] } };
    first = false;
    json(response, part);
  });
  const found = await look();
  expect(found).toMatchObject({ ok: true, value: { sessionRevoked: false, device: { owner: "user:u-17" } } });
  expect(found.ok && found.value.tokensRevokedUntil).toBe(Date.parse("2026-03-02T08:00:00Z"));
});

it("denies as registry_unavailable when the table is gone, the server fails, breaks off or does not answer", async () => {
  const unavailable = { ok: false, reason: "registry_unavailable" };
  expect(await (await failing("ResourceNotFoundException")).look()).toEqual(unavailable);
  expect(await (await failing("AccessDeniedException")).look()).toEqual(unavailable);
  const broken = await registryOn((_, response) => response.writeHead(500).end());
  expect(await broken.look()).toEqual(unavailable);
  const cutOff = await registryOn((request) => request.socket.destroy());
  expect(await cutOff.look()).toEqual(unavailable);
  const silent = await registryOn(() => {});
  expect(await silent.look(QUERY, AbortSignal.timeout(100))).toEqual(unavailable);
});

describe("with the table of grants", () => {
  const GRANTED = {
    id: "jit-1",
    effect: "allow",
    subjects: ["user:u-17"],
    actions: ["orders:Refund"],
    resources: ["orders/*"],
    notBefore: "2026-03-02T09:00:00Z",
    expiresAt: "2026-03-02T10:00:00Z",
  };
  const row = (grants: object): Item => ({ subject: { S: "user:u-17" }, grants });
  const entry = (changes: object, name = "jit-1") => ({
    M: { [name]: { S: JSON.stringify({ ...GRANTED, ...changes }) } },
  });
  const grantsOf = async (...rows: readonly Item[]) => {
    const { look } = await registryOn(
      (_, response) => json(response, { Responses: { grants: rows }, UnprocessedKeys: {} }),
      "grants",
    );
    return look();
  };

  it("asks for the row of the subject in the same call", async () => {
    const bodies: { RequestItems: Record<string, unknown> }[] = [];
    const { look, server } = await registryOn((_, response, body) => {
      bodies.push(JSON.parse(body));
      json(response, { Responses: {}, UnprocessedKeys: {} });
    }, "grants");
    await look();
    expect(server.requests()).toBe(1);
    expect(Object.keys(bodies[0]?.RequestItems ?? {}).sort()).toEqual(["devices", "grants", "subjects"]);
    expect(bodies[0]?.RequestItems["grants"]).toEqual({
      ConsistentRead: true,
      Keys: [{ subject: { S: "user:u-17" } }],
    });
  });

  it("compiles the policies of active grants, apart from those of the subject", async () => {
    const second = JSON.stringify({ ...GRANTED, id: "jit-2" });
    const found = await grantsOf(row({ M: { ...entry({}).M, "jit-2": { S: second } } }));
    expect(found.ok && found.value.grantPolicies?.policies.map(({ id }) => id)).toEqual(["jit-1", "jit-2"]);
    expect(found.ok && found.value.subjectPolicies).toBe(undefined);
  });

  it("finds no grant where the last one went", async () => {
    for (const rows of [[], [{ subject: { S: "user:u-17" } }], [row({ M: {} })]]) {
      expect(await grantsOf(...rows)).toEqual({ ok: true, value: { sessionRevoked: false } });
    }
  });

  const unreadable: readonly (readonly [what: string, grants: object])[] = [
    ["grants that are a text", { S: "{}" }],
    ["a grant that is a map", { M: { "jit-1": { M: {} } } }],
    ["a grant without a text", { M: { "jit-1": { S: "" } } }],
    ["a grant that is not JSON", { M: { "jit-1": { S: "{" } } }],
    ["a grant that is not a policy", { M: { "jit-1": { S: "{}" } } }],
    ["a grant under another name", entry({}, "jit-2")],
    ["a grant for another subject", entry({ subjects: ["user:u-18"] })],
    ["a grant for everyone", entry({ subjects: ["*"] })],
    ["a grant for one more subject", entry({ subjects: ["user:u-17", "user:u-18"] })],
    ["a grant that denies", entry({ effect: "deny" })],
    ["a grant without a deadline", entry({ expiresAt: undefined })],
    ["a grant without a start", entry({ notBefore: undefined })],
    ["a grant with a misspelt condition", entry({ wehn: {} })],
    ["a good grant beside a bad one", { M: { ...entry({}).M, "jit-2": { S: "[]" } } }],
    [
      "a text with two policies in it",
      { M: { "jit-1": { S: `${JSON.stringify(GRANTED)},${JSON.stringify({ ...GRANTED, id: "jit-2" })}` } } },
    ],
  ];
  for (const [what, grants] of unreadable) {
    it(`denies as registry_invalid: ${what}`, async () => {
      expect(await grantsOf(row(grants))).toEqual({ ok: false, reason: "registry_invalid" });
    });
  }

  it("denies as registry_throttled where DynamoDB leaves the row of grants out", async () => {
    const { look } = await registryOn(
      (_, response) =>
        json(response, {
          Responses: {},
          UnprocessedKeys: { grants: { Keys: [{ subject: { S: "user:u-17" } }] } },
        }),
      "grants",
    );
    expect(await look()).toEqual({ ok: false, reason: "registry_throttled" });
  });
});
