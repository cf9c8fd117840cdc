// Time per authorized request, in a process of its own; argument: "smoke" or "full". Prints the rows of the table as JSON.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { dynamoDbRegistry } from "../adapters/aws/registry/dynamodb-registry.js";
import { compile } from "../core/policy/engine/compile.js";
import type { AccessPolicy } from "../core/policy/language/policy.js";
import { authorize } from "../lambdas/policy-engine/authorize.js";
import { decideAccess } from "../services/policy-engine/decide-access.js";
import type { DecisionSources, VouchedRequest } from "../services/policy-engine/ports.js";
import { verified } from "../services/policy-engine/reasons.js";
import type { PolicyEngineSettings } from "../services/policy-engine/settings.js";
import { EMULATOR_CREDENTIALS, startAwsEmulator } from "../test/deployment/aws-emulator.js";
import { alternate } from "./alternate.js";
import { plainHandler } from "./authorizer-peer.js";
import type { BenchmarkRow } from "./run.js";
import { round } from "./statistics.js";

const ISSUER = "https://login.example.com/";
const AUDIENCE = "https://api.example.com";
const smoke = process.argv[2] === "smoke";

const SETTINGS: PolicyEngineSettings = {
  token: {
    issuer: ISSUER,
    audience: [AUDIENCE],
    algorithms: ["ES256", "RS256"],
    type: "at+jwt",
    requiredClaims: [],
    clockToleranceSeconds: 5,
  },
  claims: { groups: "groups", device: "device_id", session: "sid" },
  assuranceLevels: { aal1: 1, aal2: 2, aal3: 3 },
  routes: {},
};

/** A thousand policies, of which one is about the request. */
const POLICIES: readonly AccessPolicy[] = Array.from({ length: 1000 }, (_, index) => ({
  id: `policy-${index}`,
  effect: "allow",
  subjects: [`group:team-${index}`],
  actions: ["http:GET"],
  resources: [`service-${index}/*`],
  when: {
    device: { registered: true, postureAtLeast: 3 },
    authentication: { assuranceAtLeast: 2 },
    network: { cidrs: ["198.51.100.0/24"] },
    time: { zone: "Europe/Berlin", from: "00:00", to: "23:59" },
  },
}));

/** The same request after its token was verified. */
const VOUCHED: VouchedRequest = {
  subject: {
    kind: "user",
    id: "u-17",
    groups: ["team-500"],
    attributes: {},
    peerGroup: undefined,
    sessionId: "s-1",
    deviceId: "laptop-1",
    issuedAt: Date.now(),
    expiresAt: Infinity,
  },
  target: { action: "http:GET", resource: "service-500/42" },
  context: { sourceIp: "198.51.100.7", authentication: { assurance: 2 } },
};

async function requests(): Promise<BenchmarkRow[]> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] };
  const now = Date.parse("2026-03-02T10:00:00Z");
  const token = await new SignJWT({
    ...{
      sub: "u-17",
      groups: ["team-500"],
      acr: "aal2",
      amr: ["webauthn"],
      sid: "s-1",
      device_id: "laptop-1",
    },
    ...{ auth_time: Date.now() / 1000 - 60 },
  })
    .setProtectedHeader({ alg: "ES256", kid: "1", typ: "at+jwt" })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
  const event = {
    version: "2.0",
    type: "REQUEST",
    routeArn: "arn",
    routeKey: "GET /{service}/{id}",
    pathParameters: { service: "service-500", id: "42" },
    headers: { authorization: `Bearer ${token}`, accept: "*/*", "user-agent": "bench" },
    requestContext: {
      stage: "$default",
      http: { method: "GET", path: "/service-500/42", sourceIp: "198.51.100.7" },
    },
  };
  const bundle = compile(POLICIES);
  const device = { owner: "user:u-17", registered: true, revoked: false, posture: 3, postureMeasuredAt: now };
  const inMemory: DecisionSources = {
    registry: async () =>
      verified({ device: { ...device, postureMeasuredAt: Date.now() - 1000 }, sessionRevoked: false }),
    policies: async () => verified(bundle),
  };
  const ours = (sources: DecisionSources) => {
    let id = 0;
    const ports = {
      now: Date.now,
      newEventId: () => String(id++),
      keys: createLocalJWKSet(keySet),
      decide: decideAccess(sources, 86_400),
      log: () => {},
      report: (defect: unknown) => {
        throw defect;
      },
    };
    const controller = new AbortController();
    return async () => {
      const answer = await authorize(event, SETTINGS, ports, controller.signal);
      if (!("isAuthorized" in answer && answer.isAuthorized)) throw new Error(JSON.stringify(answer));
    };
  };
  const peer = plainHandler(keySet, ISSUER, AUDIENCE);
  const plain = async () => {
    if (!(await peer(event)).isAuthorized) throw new Error("The plain handler denied.");
  };
  const memory = await alternate({ plain, ours: ours(inMemory) }, smoke ? 3 : 41, smoke ? 20 : 200);
  const emulator = await withEmulator(async (registry) => {
    const sources = { ...inMemory, registry };
    return await alternate({ plain, ours: ours(sources) }, smoke ? 1 : 9, smoke ? 5 : 20);
  });
  const decide = decideAccess(inMemory, 86_400);
  const signal = new AbortController().signal;
  const decision = async () => {
    const answer = await decide(VOUCHED, Date.now(), signal);
    if (!(answer.ok && answer.value.allowed)) throw new Error(JSON.stringify(answer));
  };
  const decided = await alternate({ plain, ours: decision }, smoke ? 3 : 41, smoke ? 20 : 200);
  return [
    {
      what: "decision alone, 1000 policies",
      "cordon us": round(decided.ours),
      "plain jose us": round(decided.plain),
      ratio: Number((decided.ours / decided.plain).toFixed(3)),
      "overhead %": round((decided.ours / decided.plain) * 100),
    },
    row("request, registry in memory", memory),
    ...(emulator === undefined ? [] : [row("request, registry in the emulator", emulator)]),
  ];
}

function row(what: string, { plain, ours }: { readonly plain: number; readonly ours: number }): BenchmarkRow {
  return {
    what,
    "cordon us": round(ours),
    "plain jose us": round(plain),
    ratio: Number((ours / plain).toFixed(3)),
    "overhead %": round((ours / plain - 1) * 100),
  };
}

/** With a registry in DynamoDB tables of the emulator; where that does not start the row is left out, and said so. */
async function withEmulator<T>(
  use: (registry: DecisionSources["registry"]) => Promise<T>,
): Promise<T | undefined> {
  const emulator = await startAwsEmulator().catch((error: Error) => {
    process.stderr.write(`no requests with the registry in the emulator: ${error.message}\n`);
  });
  if (emulator === undefined) return undefined;
  try {
    const client = new DynamoDBClient({
      endpoint: emulator.endpoint,
      region: "eu-central-1",
      credentials: EMULATOR_CREDENTIALS,
    });
    await fillTables(client);
    const tables = { devices: "devices", subjects: "subjects" };
    const result = await use(
      dynamoDbRegistry(client, tables, { subjectPolicies: () => undefined, grantPolicies: () => undefined }),
    );
    client.destroy();
    return result;
  } finally {
    emulator.stop();
  }
}

async function fillTables(client: DynamoDBClient): Promise<void> {
  const { CreateTableCommand, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  for (const [TableName, key] of [
    ["devices", "device_id"],
    ["subjects", "subject"],
  ] as const) {
    await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  }
  const Item = {
    device_id: { S: "laptop-1" },
    owner: { S: "user:u-17" },
    registered: { BOOL: true },
    posture: { N: "3" },
    posture_measured_at: { S: new Date(Date.now() - 1000).toISOString() },
  };
  await client.send(new PutItemCommand({ TableName: "devices", Item }));
}

process.stdout.write(JSON.stringify(await requests()));
