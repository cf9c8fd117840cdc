import { describe, expect, it } from "vitest";
import { ROUTES } from "../../../services/authenticator/routes.js";
import { OPERATOR, ORIGIN, World } from "./world.js";

const JSON_ROUTES = ROUTES.filter(
  ({ method, body }) => body === undefined && method !== "GET" && method !== "DELETE",
).map(({ method, path }) => [method, path.replaceAll(/\{\w+\}/gu, "some")] as const);
const TOKEN_ROUTES = ROUTES.filter(({ access }) => !["open", "public", "operator"].includes(access)).map(
  ({ method, path }) => [method, path.replaceAll(/\{\w+\}/gu, "some")] as const,
);

describe("every call", () => {
  it("has problem details whose event id is that of its record", async () => {
    const world = new World();
    const reply = await world.post("/v1/sign-in/password", {});
    expect(reply.headers).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    expect(reply.body).toEqual({
      title: "The request cannot be used",
      status: 400,
      reason: "invalid_request",
      eventId: world.records[0]?.["event_id"],
    });
    expect(world.records).toHaveLength(1);
  });

  it("knows its paths and methods", async () => {
    const world = new World();
    expect((await world.post("/v1/nothing")).status).toBe(404);
    expect((await world.post("/v1/sign-in/password/")).status).toBe(404);
    const wrong = await world.call("GET", "/v1/sign-in/password");
    expect([wrong.status, wrong.headers["allow"]]).toEqual([405, "POST"]);
    expect((await world.call("PATCH", "/v1/sessions")).headers["allow"]).toBe("GET, DELETE");
  });

  it.each(JSON_ROUTES)("%s %s takes JSON of the right type and size alone", async (method, path) => {
    const world = new World();
    const call = (body: string, type: string | undefined) =>
      world.authenticate({
        method,
        path,
        query: "",
        header: (name) => (name === "content-type" && type !== undefined ? [type] : []),
        body: Buffer.from(body, "latin1"),
        sourceIp: undefined,
        place: {},
      });
    for (const type of [
      undefined,
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/json; charset=latin1",
    ]) {
      expect((await call("{}", type)).status).toBe(415);
    }
    const deep = `{"a":${"[".repeat(32)}${"]".repeat(32)}}`;
    for (const body of [
      "",
      "[]",
      "null",
      "{",
      '{"a":1,"a":2}',
      '{"a":"\\ud800"}',
      '{"\\udc00":1}',
      '{"a":"\xff"}',
      deep,
    ]) {
      expect([body, (await call(body, "application/json")).status]).toEqual([body, 400]);
    }
    expect(world.defects).toEqual([]);
  });

  it("refuses a body of more than 64 KiB", async () => {
    const world = new World();
    const reply = await world.authenticate({
      method: "POST",
      path: "/v1/sign-in/password",
      query: "",
      header: () => [],
      body: undefined,
      sourceIp: undefined,
      place: {},
    });
    expect(reply.status).toBe(413);
  });

  it.each([
    ["name", 7],
    ["name", null],
    ["name", ["ann"]],
    ["extra", "x"],
    ["__proto__", "x"],
    ["totp", 123456],
  ])("refuses a member %s that is %j", async (member, value) => {
    const world = new World();
    const text = `{"name":"ann","password":"x",${JSON.stringify(member)}:${JSON.stringify(value)}}`;
    const body = member === "name" ? `{"password":"x","name":${JSON.stringify(value)}}` : text;
    const reply = await world.post("/v1/sign-in/password", body);
    expect([reply.status, reply.body.reason]).toEqual([400, "invalid_request"]);
  });

  it.each(TOKEN_ROUTES)("%s %s asks for a token first", async (method, path) => {
    const world = new World();
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    const reply = await world.call(method, path, body);
    expect([reply.status, reply.body.reason, reply.headers["www-authenticate"]]).toEqual([
      401,
      "token_missing",
      "Bearer",
    ]);
  });

  it.each([
    "https://evil.example",
    "null",
    `${ORIGIN}/`,
    `${ORIGIN}.evil.example`,
    "HTTPS://login.example.com",
  ])("refuses the origin %j, and changes nothing", async (origin) => {
    const world = new World();
    const ann = await world.register("ann");
    const reply = await world.post("/v1/refresh", {}, { cookie: ann.cookie, origin });
    expect([reply.status, reply.body.reason]).toEqual([403, "origin_refused"]);
    expect(reply.headers["access-control-allow-origin"]).toBeUndefined();
    expect((await world.post("/v1/refresh", {}, { cookie: ann.cookie, origin: ORIGIN })).status).toBe(200);
  });

  it("refuses what a browser says comes from another site", async () => {
    const world = new World();
    expect((await world.post("/v1/refresh", {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await world.post("/v1/refresh", {}, { "sec-fetch-site": "same-origin" })).status).toBe(401);
  });

  it("lets the pages of its own origins read the answers, and no others", async () => {
    const world = new World();
    const preflight = await world.call("OPTIONS", "/v1/me", undefined, { origin: ORIGIN });
    expect([preflight.status, preflight.headers["access-control-allow-origin"]]).toEqual([204, ORIGIN]);
    expect(preflight.headers["vary"]).toBe("Origin");
    expect(
      (await world.call("OPTIONS", "/v1/me", undefined, { origin: "https://evil.example" })).status,
    ).toBe(403);
    expect((await world.call("GET", "/v1/me")).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("answers 500 and says nothing when something breaks", async () => {
    const world = new World();
    Object.assign(world.ports.store, {
      get: async () => {
        throw new Error("the store is on fire");
      },
    });
    const reply = await world.post("/v1/refresh", {}, { cookie: "__Host-cordon=x" });
    expect([reply.status, reply.body.reason]).toEqual([500, "internal_error"]);
    expect(JSON.stringify(reply)).not.toContain("fire");
    expect(world.defects).toHaveLength(1);
  });

  it("answers nothing that it could not record", async () => {
    const world = new World();
    Object.assign(world.ports, {
      log: () => {
        throw new Error("the log is full");
      },
    });
    await expect(world.call("GET", "/v1/me")).rejects.toThrow("the log is full");
  });
});

describe("what is published", () => {
  it("may be cached, and needs no record", async () => {
    const world = new World();
    const set = await world.call("GET", "/.well-known/jwks.json");
    expect(set.headers["cache-control"]).toBe("public, max-age=300");
    expect(Object.keys(set.body.keys[0]).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    const { body } = await world.call("GET", "/.well-known/oauth-authorization-server");
    expect(body).toMatchObject({ issuer: ORIGIN, jwks_uri: `${ORIGIN}/.well-known/jwks.json` });
    expect((await world.call("GET", "/.well-known/webauthn")).body).toEqual({ origins: [ORIGIN] });
    expect(world.records).toEqual([]);
  });
});

describe("the operator", () => {
  it.each([undefined, "Bearer wrong", `Basic ${OPERATOR}`, `Bearer ${OPERATOR} x`, `Bearer  ${OPERATOR}`])(
    "is nobody with %j",
    async (authorization) => {
      const world = new World();
      const reply = await world.post("/operator/v1/invitations", { name: "ann" }, { authorization });
      expect([reply.status, reply.body.reason]).toEqual([401, "operator_refused"]);
    },
  );

  it("is nobody where there is no secret", async () => {
    const world = new World({ operatorHash: undefined });
    expect((await world.operator("POST", "invitations", { name: "ann" })).status).toBe(401);
  });

  it("gives a name once, in whatever form it is written, and an external identity once", async () => {
    const world = new World();
    const external = [{ iss: "https://idp.example", sub: "7" }];
    await world.invite("Ann", { display_name: "Ann", groups: ["a"], external, hardware: true });
    const again = await world.operator("POST", "invitations", { name: "ａnn " });
    expect([again.status, again.body.reason]).toEqual([409, "name_taken"]);
    expect((await world.operator("POST", "invitations", { name: "bob", external })).status).toBe(409);
    expect((await world.operator("POST", "invitations", { name: "bob" })).status).toBe(201);
  });

  it.each([
    { name: "" },
    { name: "a\u200bb" },
    { name: "ann", groups: [""] },
    { name: "ann", groups: "oncall" },
    { name: "ann", external: [{ iss: "x" }] },
    { name: "ann", person: "u-1" },
    { person: "u-1", hardware: true },
    {},
  ])("cannot invite %j", async (body) => {
    const world = new World();
    expect((await world.operator("POST", "invitations", body)).status).toBe(400);
  });

  it.each([
    [{ subject: "user:x", risk: 2, at: "2026-03-02T09:00:00Z" }, 400],
    [{ subject: "user:x", risk: -0.1, at: "2026-03-02T09:00:00Z" }, 400],
    [{ subject: "user:x", risk: 0.5, at: "2026-03-02" }, 400],
    [{ subject: "group:x", risk: 0.5, at: "2026-03-02T09:00:00Z" }, 400],
    [{ subject: "user:x", risk: 0.5, at: "2026-03-02T09:00:00Z" }, 404],
  ])("cannot write the risk %j", async (body, status) => {
    const world = new World();
    expect((await world.operator("PUT", "risk", body)).status).toBe(status);
  });
});

describe("secrets", () => {
  it("stand in no record, and neither do names", async () => {
    const world = new World();
    const ann = await world.register("ann-with-a-name");
    const attempt = { name: "ann-with-a-name", password: "a-wrong-password", totp: "987654" };
    await world.post("/v1/sign-in/password", attempt);
    await world.post("/v1/sign-in/password", { ...attempt, name: "typed-by-mistake" });
    await world.call("DELETE", "/v1/sessions/some-session", undefined, ann.bearer);
    await world.post("/v1/refresh", {}, { cookie: ann.cookie });
    const text = JSON.stringify(world.records) + JSON.stringify(world.notices);
    for (const secret of [
      ann.token,
      ann.cookie,
      ann.cookie.split("=")[1] ?? "",
      ...ann.codes,
      "a-wrong-password",
      "987654",
      "ann-with-a-name",
      "typed-by-mistake",
      OPERATOR,
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});
