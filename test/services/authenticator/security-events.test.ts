import { generateKeyPairSync, randomUUID } from "node:crypto";
import { type JWK, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Transmitter } from "../../../services/authenticator/transmitter.js";
import { type Reply, World } from "./world.js";

const ISS = "https://idp.example";
const CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const short = generateKeyPairSync("rsa", { modulusLength: 1024 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
let transmitters: readonly Transmitter[];

beforeAll(() => {
  const jwk = (pair: typeof keys, kid: string): JWK => ({
    ...(pair.publicKey.export({ format: "jwk" }) as JWK),
    kid,
  });
  const jwks = { keys: [jwk(keys, "k"), jwk(short, "short")] };
  transmitters = [
    { iss: ISS, aud: "cordon", authorization: "Bearer transmitter-1", jwks },
    { iss: "https://other.example", aud: "cordon", authorization: "Bearer transmitter-2", jwks },
  ];
});

interface Sent {
  readonly type?: string;
  readonly event?: object;
  readonly claims?: object;
  readonly header?: object;
  readonly key?: typeof keys;
  readonly authorization?: string;
}

async function send(
  world: World,
  { type = "session-revoked", event = {}, claims, header, key, authorization }: Sent,
): Promise<Reply> {
  const payload = {
    iss: ISS,
    aud: "cordon",
    iat: Math.floor(world.now / 1000),
    jti: randomUUID(),
    sub_id: { format: "email", email: "Ann@example.com" },
    events: { [CAEP + type]: event },
    ...claims,
  };
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: "RS256", typ: "secevent+jwt", kid: "k", ...header })
    .sign((key ?? keys).privateKey);
  return world.call("POST", "/ssf/events", token, {
    "content-type": "application/secevent+jwt",
    authorization: authorization ?? "Bearer transmitter-1",
  });
}

async function withAnn(more = {}) {
  const world = new World({ transmitters });
  const ann = await world.register("ann@example.com");
  const alive = async () => (await world.call("GET", "/v1/me", undefined, ann.bearer)).status === 200;
  return { world, ann, alive, ...more };
}

describe("a security event", () => {
  it("ends the sessions that had begun, once", async () => {
    const { world, alive } = await withAnn();
    const early = await send(world, { event: { event_timestamp: world.now / 1000 - 1 } });
    expect([early.status, early.body, await alive()]).toEqual([202, "", true]);
    const reply = await send(world, { event: { event_timestamp: world.now / 1000 } });
    expect([reply.status, reply.body, await alive()]).toEqual([202, "", false]);
  });

  it("that is sent again changes nothing", async () => {
    const { world } = await withAnn();
    const claims = { jti: "same", iat: world.now / 1000 };
    await send(world, {
      claims,
      type: "risk-level-change",
      event: { principal: "USER", current_level: "HIGH" },
    });
    const before = JSON.stringify(await world.ports.store.list("subject/"));
    const lower = { principal: "USER", current_level: "LOW" };
    expect((await send(world, { claims, type: "risk-level-change", event: lower })).status).toBe(202);
    expect(JSON.stringify(await world.ports.store.list("subject/"))).toBe(before);
  });

  it.each([
    ["revoke", false],
    ["delete", false],
    ["create", true],
    ["update", true],
  ])("of a credential that is %sd leaves the sessions: %s", async (change_type, left) => {
    const { world, alive } = await withAnn();
    const event = { change_type, credential_type: "password" };
    expect((await send(world, { type: "credential-change", event })).status).toBe(202);
    expect(await alive()).toBe(left);
  });

  it.each([
    ["LOW", 0.1],
    ["MEDIUM", 0.5],
    ["HIGH", 0.9],
  ])("of the level %s is the risk %d, unless a later one is known", async (current_level, risk) => {
    const { world, ann } = await withAnn();
    const event = { principal: "USER", current_level, event_timestamp: world.now / 1000 };
    await send(world, { type: "risk-level-change", event });
    const signal = AbortSignal.timeout(1000);
    const known = async () => {
      const read = await world.ports.registry({ subject: `user:${ann.person}` }, signal);
      return read.ok ? read.value.risk?.risk : undefined;
    };
    expect(await known()).toBe(risk);
    const older = { principal: "USER", current_level: "LOW", event_timestamp: world.now / 1000 - 9 };
    expect((await send(world, { type: "risk-level-change", event: older })).status).toBe(202);
    expect(await known()).toBe(risk);
    await send(world, { type: "risk-level-change", event: { principal: "DEVICE", current_level: "LOW" } });
    expect(await known()).toBe(risk);
  });

  it("finds its subject by external identity, of that transmitter alone", async () => {
    const world = new World({ transmitters });
    const { invitation } = await world.invite("bob", { external: [{ iss: ISS, sub: "7" }] });
    const { body } = await world.post("/v1/registration/password", {
      invitation,
      password: "violet harbour 99",
    });
    const bearer = { authorization: `Bearer ${body.access_token}` };
    const sub_id = { format: "iss_sub", iss: ISS, sub: "7" };
    const foreign = {
      claims: { sub_id, iss: "https://other.example" },
      authorization: "Bearer transmitter-2",
    };
    expect((await send(world, foreign)).status).toBe(202);
    expect((await world.call("GET", "/v1/me", undefined, bearer)).status).toBe(200);
    await send(world, { claims: { sub_id: { format: "complex", user: sub_id } } });
    expect((await world.call("GET", "/v1/me", undefined, bearer)).status).toBe(401);
  });

  it.each([
    ["an unknown subject", { claims: { sub_id: { format: "email", email: "nobody@example.com" } } }],
    ["an unknown kind of subject", { claims: { sub_id: { format: "phone_number", phone_number: "+1" } } }],
    ["an unknown type", { type: "session-established" }],
  ] satisfies [string, Sent][])("about %s is taken without effect", async (_, sent) => {
    const { world, alive } = await withAnn();
    const reply = await send(world, sent);
    expect([reply.status, reply.body, await alive()]).toEqual([202, "", true]);
  });

  it.each<[string, Sent, string]>([
    ["without a transmitter", { authorization: "Bearer none" }, "authentication_failed"],
    ["of another's issuer", { authorization: "Bearer transmitter-2" }, "invalid_issuer"],
    ["signed by another key", { key: other }, "invalid_key"],
    ["signed by a short key", { header: { kid: "short" }, key: keys }, "invalid_key"],
    ["without a key id", { header: { kid: undefined } }, "invalid_key"],
    ["with another algorithm", { header: { alg: "PS256" } }, "invalid_key"],
    ["for somebody else", { claims: { aud: "other" } }, "invalid_audience"],
    ["of another type", { header: { typ: "JWT" } }, "invalid_request"],
    ["with a sub", { claims: { sub: "ann" } }, "invalid_request"],
    ["with an exp", { claims: { exp: 4_000_000_000 } }, "invalid_request"],
    ["without an id", { claims: { jti: undefined } }, "invalid_request"],
    ["without an instant", { claims: { iat: undefined } }, "invalid_request"],
    ["of the future", { claims: { iat: 4_000_000_000 } }, "invalid_request"],
    ["without a subject", { claims: { sub_id: undefined } }, "invalid_request"],
    ["with a subject that names nobody", { claims: { sub_id: { format: "email" } } }, "invalid_request"],
    [
      "with a subject in a subject that is none",
      { claims: { sub_id: { format: "complex", user: null } } },
      "invalid_request",
    ],
    ["with two events", { claims: { events: { a: {}, b: {} } } }, "invalid_request"],
    ["with no event", { claims: { events: {} } }, "invalid_request"],
    [
      "without what it needs",
      { type: "credential-change", event: { change_type: "revoke" } },
      "invalid_request",
    ],
    [
      "with a level that is none",
      { type: "risk-level-change", event: { principal: "USER", current_level: "constructor" } },
      "invalid_request",
    ],
  ])("%s is refused", async (_, sent, err) => {
    const { world, alive } = await withAnn();
    const reply = await send(world, sent);
    expect([reply.status, reply.body]).toEqual([400, { err, description: expect.any(String) }]);
    expect(reply.headers["content-language"]).toBe("en");
    expect(await alive()).toBe(true);
    expect(world.defects).toEqual([]);
  });

  it("is nothing but one of its type", async () => {
    const { world } = await withAnn();
    const authorization = "Bearer transmitter-1";
    expect((await world.call("POST", "/ssf/events", { a: 1 }, { authorization })).status).toBe(415);
    const headers = { authorization, "content-type": "application/secevent+jwt" };
    for (const body of ["", "a.b", "a.b.c", "e30.e30.AA"]) {
      expect((await world.call("POST", "/ssf/events", body, headers)).status).toBe(400);
    }
  });

  it("that cannot be read has the answer of RFC 8935, whatever it is", async () => {
    const { world } = await withAnn();
    const send = (body: Buffer, given: Readonly<Record<string, string>>) =>
      world.authenticate({
        method: "POST",
        path: "/ssf/events",
        query: "",
        header: (name) => [given[name] ?? []].flat(),
        body,
        sourceIp: undefined,
        place: {},
      });
    const headers = { authorization: "Bearer transmitter-1", "content-type": "application/secevent+jwt" };
    const bytes = await send(Buffer.from([0xff, 0x2e, 0xfe]), headers);
    const proof = await send(Buffer.from("a.b.c"), { ...headers, dpop: "no proof" });
    for (const { status, body } of [bytes, proof]) {
      expect([status, JSON.parse(body).err]).toEqual([400, "invalid_request"]);
    }
  });
});
