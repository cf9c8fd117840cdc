import { describe, expect, it } from "vitest";
import { dynamoDbRegistry } from "../../../adapters/aws/registry/dynamodb-registry.js";
import { startAuthenticator } from "../../../lambdas/authenticator/start.js";
import { type Authenticator, authenticator } from "../../../services/authenticator/authenticator.js";
import { LONGEST_BODY } from "../../../services/authenticator/http.js";
import { PERSON_ROUTES } from "../../../services/authenticator/person-routes.js";
import { newSession } from "../../../services/authenticator/sessions.js";
import { register, signIn, stepUp } from "../../services/authenticator/passkey-calls.js";
import { OPERATOR, ORIGIN, signedIn, World } from "../../services/authenticator/world.js";
import { apiEvent, CloudWorld, PERSON_ENVIRONMENT, TABLES } from "./support/cloud-world.js";

function registryOf(world: CloudWorld) {
  const none = { subjectPolicies: () => undefined, grantPolicies: () => undefined };
  return dynamoDbRegistry(world.database, TABLES, none);
}

describe("the authenticator in AWS", () => {
  it("invites, registers, signs in, steps up, refreshes and revokes, and the policy engine reads it", async () => {
    const world = new CloudWorld();
    const ann = await register(world, "ann@example.com");
    expect(ann.reply.status).toBe(201);
    expect(ann.reply.body.recovery_codes).toHaveLength(10);
    expect(world.told).toMatchObject([{ person: ann.person, kind: "new_factor" }]);

    world.pass(5);
    const signed = signedIn(await signIn(world, ann.key));
    const me = await world.call("GET", "/v1/me", undefined, signed.bearer);
    expect(me.body).toMatchObject({
      person: { id: ann.person, name: "ann@example.com" },
      factors: { passkeys: 1 },
    });

    world.pass(5);
    const raised = await stepUp(world, signed, ann.key);
    expect(raised.body.session).toMatchObject({ sid: signed.sid, auth_time: world.now / 1000 });
    const refreshed = await world.post("/v1/refresh", {}, { cookie: signedIn(raised).cookie });
    expect(refreshed.status).toBe(200);
    const ended = await world.post("/v1/refresh", {}, { cookie: signed.cookie });
    expect([ended.status, ended.body.reason]).toEqual([401, "session_ended"]);
    const query = { subject: `user:${ann.person}`, sessionId: signed.sid };
    expect(await registryOf(world)(query, AbortSignal.timeout(1000))).toMatchObject({
      value: { sessionRevoked: true },
    });
    const after = await world.call("GET", "/v1/me", undefined, signedIn(refreshed).bearer);
    expect([after.status, after.body.reason]).toEqual([401, "session_revoked"]);
    expect(world.defects).toEqual([]);
    expect(world.records.every((record) => record["source_ip"] === "192.0.2.7")).toBe(true);
    expect(world.records.map((record) => record["function"])).toContain("login");
  });

  it("signs in with password and TOTP, registers a device, and takes it away", async () => {
    const world = new CloudWorld();
    const bob = await world.register("bob@example.com");
    const { key } = await register(world, "eve@example.com");
    const eve = signedIn(await signIn(world, key));
    const passkeys = await world.call("GET", "/v1/passkeys", undefined, eve.bearer);
    const device = await world.post(
      "/v1/devices",
      { label: "Laptop", passkey_id: passkeys.body.passkeys[0].id },
      eve.bearer,
    );
    expect(device.status).toBe(201);
    const id = device.body.device_id;
    await world.operator("PUT", `devices/${id}/posture`, {
      posture: 3,
      measured_at: new Date(world.now).toISOString(),
    });
    const known = world.tables.item("devices", id);
    expect(known).toMatchObject({
      registered: { BOOL: true },
      posture: { N: "3" },
      revoked: { BOOL: false },
    });
    expect((await world.call("DELETE", `/v1/devices/${id}`, undefined, bob.bearer)).status).toBe(404);
    expect((await world.call("DELETE", `/v1/devices/${id}`, undefined, eve.bearer)).status).toBe(204);
    expect(world.tables.item("devices", id)).toMatchObject({ revoked: { BOOL: true } });
    expect(world.defects).toEqual([]);
  });

  it("ends more sessions than a transaction takes, and each counts with the next request", async () => {
    const world = new CloudWorld();
    const ann = await register(world, "ann@example.com");
    const ports = { ...world.ports, store: world.store };
    const authentication = { acr: "aal2", amr: ["webauthn", "user", "mfa"] } as const;
    const sids: string[] = [];
    for (let index = 0; index < 105; index += 1) {
      const { session, changes } = newSession(
        { now: world.now, ports, keyThumbprint: undefined },
        ann.person,
        authentication,
      );
      sids.push(session.sid);
      expect(await world.store.commit(changes)).toBe(true);
    }
    expect((await world.call("DELETE", "/v1/sessions", undefined, ann.bearer)).status).toBe(204);
    expect(await world.store.list(`session/${ann.person}/`)).toEqual([]);
    for (const sid of [...sids, ann.sid]) {
      expect(world.tables.item("subjects", `session:${sid}`)).toMatchObject({ revoked: { BOOL: true } });
    }
    expect(world.defects).toEqual([]);
  });

  it("rotates keys with an overlap: the old one stays published while its tokens live", async () => {
    const world = new CloudWorld();
    const ann = await register(world, "ann@example.com");
    const kidsOf = async () =>
      (await world.call("GET", "/.well-known/jwks.json")).body.keys.map(({ kid }: { kid: string }) => kid);
    const [first] = await kidsOf();
    const { status, body } = await world.operator("POST", "keys", {});
    expect(status).toBe(201);
    expect(await kidsOf()).toEqual([first, body.kid]);
    const kidOf = (token: string) =>
      JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
    expect(kidOf(signedIn(await signIn(world, ann.key)).token)).toBe(first);
    world.pass(15 * 60);
    const later = signedIn(await signIn(world, ann.key));
    expect(kidOf(later.token)).toBe(body.kid);
    expect((await world.call("GET", "/v1/me", undefined, later.bearer)).status).toBe(200);
    world.pass(30 * 60);
    expect(await kidsOf()).toEqual([body.kid]);
  });

  it("says busy where the table is throttled, and signs nobody in", async () => {
    const world = new CloudWorld();
    const ann = await register(world, "ann@example.com");
    world.tables.fault = ({ action }) =>
      action === "GetItem" ? { error: "com.amazonaws#ThrottlingException" } : undefined;
    const known = await world.call("GET", "/v1/sessions", undefined, ann.bearer);
    expect(known.status).toBe(403);
    const reply = await world.post("/v1/sign-in/password", {
      name: "ann@example.com",
      password: "violet harbour 9",
    });
    expect([reply.status, reply.body.reason]).toEqual([503, "busy"]);
    expect(reply.headers["retry-after"]).toBe("1");
    expect(reply.headers["set-cookie"]).toBeUndefined();
  });
});

/** Local mode, whose listener reads no body to its end that is too long. */
class ListenedWorld extends World {
  override readonly authenticate: Authenticator = (request) => {
    const isTooLong = (request.body?.length ?? 0) > LONGEST_BODY;
    return authenticator(
      this.settings,
      this.ports,
    )({ ...request, ...(isTooLong ? { body: undefined } : {}) });
  };
}

describe("beside local mode", () => {
  const json = { "content-type": "application/json" };
  const cases: readonly (readonly [
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ])[] = [
    ...PERSON_ROUTES.map(({ method, path }) => [method, path.replaceAll(/\{\w+\}/gu, "some")] as const),
    ...PERSON_ROUTES.map(({ method, path }) => [method, path.replaceAll(/\{\w+\}/gu, "some"), {}] as const),
    ["POST", "/v1/nothing", {}],
    ["POST", "/v1/me/", {}],
    ["PATCH", "/v1/sessions", {}],
    ["OPTIONS", "/v1/me", undefined, { origin: ORIGIN }],
    ["GET", "/v1/me", undefined, { origin: "https://evil.example" }],
    ["GET", "/v1/me", undefined, { "sec-fetch-site": "cross-site" }],
    ["GET", "/v1/me", undefined, { authorization: "Bearer a.b.c" }],
    ["GET", "/v1/me", undefined, { authorization: "Basic YTpi" }],
    ["POST", "/v1/sign-in/password", { name: "nobody@example.com", password: "violet harbour 9" }],
    ["POST", "/v1/sign-in/password", { name: 1 }],
    ["POST", "/v1/sign-in/password", "{", json],
    ["POST", "/v1/sign-in/password", "{}", { "content-type": "text/plain" }],
    ["POST", "/v1/sign-in/password", "x".repeat(64 * 1024 + 1), json],
    ["POST", "/v1/sign-in/password", "[]", json],
    ["POST", "/v1/refresh", {}, { cookie: "__Host-cordon=none" }],
    ["POST", "/v1/refresh", {}, { cookie: "a=b; __Host-cordon=none; c=d" }],
    ["POST", "/token", "grant_type=password", { "content-type": "application/x-www-form-urlencoded" }],
    ["POST", "/ssf/events", "a.b.c", { "content-type": "application/secevent+jwt" }],
    ["GET", "/authorize?client_id=cordon-cli"],
  ];

  it("answers the same", async () => {
    const [local, cloud] = [new ListenedWorld(), new CloudWorld()];
    const statuses = new Set<number>();
    for (const [method, path, body, headers] of cases) {
      const there = await local.call(method, path, body, headers);
      const here = await cloud.call(method, path, body, headers);
      expect([method, path, comparable(here)]).toEqual([method, path, comparable(there)]);
      expect(cloud.because).toBe(local.because);
      statuses.add(here.status);
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 204, 400, 401, 403, 404, 405, 413, 415]));
    expect(cloud.defects).toEqual([]);
  });

  function comparable({ status, body, headers }: Awaited<ReturnType<World["call"]>>) {
    // Keys, nonces and challenges are random; that there are some is part of the answer.
    const { "dpop-nonce": nonce, ...others } = headers;
    const named =
      typeof body !== "object" ? body : { ...body, ...("eventId" in body ? { eventId: "id" } : {}) };
    const isRandom = body?.publicKey !== undefined || body?.keys !== undefined;
    return { status, others, nonce: nonce !== undefined, body: isRandom ? Object.keys(body) : named };
  }
});

describe("the function that signs people in", () => {
  it("knows no path of operators, and believes no header about who calls", async () => {
    const world = new CloudWorld();
    const event = apiEvent(
      {
        method: "POST",
        path: "/operator/v1/keys",
        header: (name) => (name === "authorization" ? [`Bearer ${OPERATOR}`] : []),
      },
      "arn:aws:iam::111122223333:user/eve",
    );
    expect((await world.person(event)).statusCode).toBe(404);
  });

  it.each([undefined, null, 7, "text", {}, { rawPath: 1, requestContext: [] }, { headers: "x", body: {} }])(
    "answers %j, which is not an event",
    async (event) => {
      const world = new CloudWorld();
      expect((await world.person(event)).statusCode).toBe(404);
      expect((await world.operators(event)).statusCode).toBe(404);
      expect(world.defects).toEqual([]);
    },
  );

  it("does not start with an environment that it cannot use", () => {
    const none = () => {
      throw new Error("no client is needed");
    };
    expect(() => startAuthenticator({ ...PERSON_ENVIRONMENT, CORDON_ORIGINS: "*" }, none)).toThrow(
      "CORDON_ORIGINS",
    );
    expect(() => startAuthenticator({ ...PERSON_ENVIRONMENT, CORDON_ORIGIN: ORIGIN }, none)).toThrow(
      "CORDON_ORIGIN",
    );
  });
});
