import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SoftAuthenticator } from "../../services/authenticator/soft-authenticator.js";
import { codeOf, fromBase32, PASSWORD } from "../../services/authenticator/world.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";
import { jsonLines, OPERATOR, ORIGIN, prepare, type Reply, type Served, served, setClock } from "./served.js";

/** The contract as somebody meets it who knows the address alone: two processes on one folder. */
const START = Date.parse("2026-03-02T09:00:00Z");
const AS_OPERATOR = { authorization: `Bearer ${OPERATOR}` };
const SAMPLE = { id: "s", effect: "allow", subjects: ["*"], actions: ["http:GET"], resources: ["sample/*"] };
const COOKIE =
  /^__Host-cordon=[A-Za-z0-9_-]{43}; Secure; HttpOnly; SameSite=Strict; Path=\/; Max-Age=(?<seconds>\d+)$/u;
const CLEARED = "__Host-cordon=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";

let command: CordonCommand;
const running: Served[] = [];
let now = START;

beforeAll(async () => {
  command = await cordonCommand("identity-wire");
  prepare(command, "demo", [SAMPLE], new Date(now).toISOString());
  for (const _ of [1, 2]) running.push(await served(command, "demo"));
}, 60_000);
afterAll(() => {
  for (const { process } of running) process.kill();
  command.remove();
});

function server(index = 0): Served {
  return running[index] as Served;
}

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  server().call("POST", path, body, headers);

function pass(seconds: number): void {
  now += seconds * 1000;
  setClock(command, new Date(now).toISOString());
}

function because({ body, status }: Reply): unknown {
  const records = jsonLines(command, "demo/access-log.jsonl");
  return status < 300
    ? records.at(-1)?.["reason"]
    : records.find(({ event_id }) => event_id === body.eventId)?.["reason"];
}

const bearer = ({ body }: Reply) => ({ authorization: `Bearer ${body.access_token}` });
const cookie = ({ headers }: Reply) => ({ cookie: headers.get("set-cookie")?.split(";")[0] ?? "" });

async function invited(name: string, more = {}) {
  const reply = await post("/operator/v1/invitations", { name, ...more }, AS_OPERATOR);
  return { reply, person: reply.body.person as string, invitation: reply.body.invitation as string };
}

async function withPassword(name: string) {
  const { person, invitation } = await invited(name);
  const enrolment = await post("/v1/registration/totp", { invitation });
  const seed = fromBase32(enrolment.body.secret);
  const totp = codeOf(seed, now);
  const reply = await post("/v1/registration/password", { invitation, password: PASSWORD, totp });
  return { person, seed, enrolment, reply };
}

async function withPasskey(name: string, more = {}) {
  const { person, invitation } = await invited(name, more);
  const key = new SoftAuthenticator({ origin: ORIGIN });
  const options = await post("/v1/registration/passkey/options", { invitation });
  const credential = key.create(options.body.publicKey);
  const reply = await post("/v1/registration/passkey", { invitation, credential });
  return { person, key, options, reply };
}

describe("what a registration and a sign-in answer", () => {
  it("an invitation, once, for 72 hours; a name once", async () => {
    const { reply, invitation } = await invited("ann@example.com");
    expect([reply.status, Object.keys(reply.body)]).toEqual([201, ["person", "invitation", "expires_at"]]);
    expect(Date.parse(reply.body.expires_at)).toBe(now + 72 * 3_600_000);
    expect((await invited("ＡＮＮ@example.com")).reply.status).toBe(409);
    pass(72 * 3600);
    const late = await post("/v1/registration/passkey/options", { invitation });
    expect([late.status, late.body.reason]).toEqual([401, "invitation_refused"]);
  });

  it("token, session and person, and a cookie bound to the host", async () => {
    const { person, reply, enrolment } = await withPassword("bob@example.com");
    expect(Object.keys(enrolment.body)).toEqual(["secret", "otpauth", "qr"]);
    expect(enrolment.body.qr).toMatch(/^<svg|^<\?xml/u);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 600,
      session: {
        sid: expect.any(String),
        acr: "aal2",
        amr: ["pwd", "otp", "mfa"],
        auth_time: now / 1000,
        expires_at: new Date(now + 86_400_000).toISOString().replace(".000Z", "Z"),
      },
      person: { id: person, name: "bob@example.com" },
      recovery_codes: expect.any(Array),
    });
    expect(reply.body.recovery_codes).toHaveLength(10);
    expect(COOKIE.exec(reply.headers.get("set-cookie") ?? "")?.groups?.["seconds"]).toBe("86400");
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect(because(reply)).toBe("allowed");
    const [header, payload] = (reply.body.access_token as string)
      .split(".")
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
    expect(header).toMatchObject({ typ: "at+jwt", alg: "ES256", kid: expect.any(String) });
    expect(Object.keys(payload).sort()).toEqual(
      "acr amr aud auth_time client_id exp groups iat iss jti sid sub".split(" "),
    );
    expect([payload.iss, payload.aud, payload.client_id]).toEqual([ORIGIN, [ORIGIN], "cordon-sign-in"]);
  });

  it("options of a passkey, and aal3 for a key that was handed out alone", async () => {
    const { options, reply, key } = await withPasskey("cid", { hardware: true });
    const { publicKey } = options.body;
    expect(publicKey.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-8, -7, -257]);
    expect(publicKey.authenticatorSelection).toMatchObject({
      residentKey: "required",
      userVerification: "required",
    });
    expect(publicKey.attestation).toBe("none");
    expect(Buffer.from(publicKey.challenge, "base64url")).toHaveLength(32);
    expect([reply.status, reply.body.session.acr]).toEqual([201, "aal3"]);
    expect(reply.headers.get("set-cookie")).toContain("Max-Age=43200");
    const asked = await post("/v1/sign-in/passkey/options");
    expect(asked.body.publicKey).not.toHaveProperty("allowCredentials");
    const signed = await post("/v1/sign-in/passkey", { credential: key.get(asked.body.publicKey) });
    expect([signed.status, signed.body.session.amr]).toEqual([200, ["webauthn", "user", "mfa"]]);
    const mine = await server().call("GET", "/v1/me", undefined, bearer(signed));
    expect(mine.body.factors).toEqual({ password: false, totp: false, passkeys: 1, recovery_codes: 10 });
  });
});

describe("two processes on one folder", () => {
  it("take one answer to a challenge", async () => {
    const { key } = await withPasskey("dan");
    const { body } = await post("/v1/sign-in/passkey/options");
    const credential = key.get(body.publicKey);
    const replies = await Promise.all(
      running.map(({ call }) => call("POST", "/v1/sign-in/passkey", { credential })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(replies.map(because)).toContain("challenge_refused");
  });

  it("end the session where its handle is used twice", async () => {
    const { reply } = await withPasskey("eve");
    const twice = await Promise.all(
      running.map(({ call }) => call("POST", "/v1/refresh", {}, cookie(reply))),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    const lost = twice.find(({ status }) => status === 401) as Reply;
    const won = twice.find(({ status }) => status === 200) as Reply;
    expect([lost.body.reason, because(lost), lost.headers.get("set-cookie")]).toEqual([
      "session_ended",
      "handle_reused",
      CLEARED,
    ]);
    expect((await post("/v1/refresh", {}, cookie(won))).body.reason).toBe("session_ended");
    expect((await server(1).call("GET", "/v1/me", undefined, bearer(won))).body.reason).toBe(
      "session_revoked",
    );
  });

  it("take one recovery code and one invitation", async () => {
    const { reply } = await withPassword("fay");
    const recovery = { name: "fay", recovery_code: reply.body.recovery_codes[3], password: PASSWORD };
    const both = (path: string, body: unknown) =>
      Promise.all(running.map(({ call }) => call("POST", path, body)));
    const recovered = await both("/v1/recovery", recovery);
    expect(recovered.map(({ status }) => status).sort()).toEqual([200, 401]);
    const won = recovered.find(({ status }) => status === 200) as Reply;
    expect([won.body.session.acr, won.body.session.amr, won.body.recovery_codes.length]).toEqual([
      "aal1",
      ["pwd", "recovery"],
      1,
    ]);
    const { invitation } = await invited("gil");
    const registered = await both("/v1/registration/password", {
      invitation,
      password: "violet harbour rivers 9",
    });
    expect(registered.map(({ status }) => status).sort()).toEqual([201, 401]);
  });

  it("count failures together, of names that nobody has, too", async () => {
    for (let count = 0; count < 5; count += 1) {
      const reply = await server(count % 2).call("POST", "/v1/sign-in/password", {
        name: "nobody@example.com",
        password: PASSWORD,
      });
      expect([reply.status, because(reply)]).toEqual([401, "person_unknown"]);
    }
    const held = await post("/v1/sign-in/password", { name: "Nobody@example.com", password: PASSWORD });
    expect([held.status, held.body.reason, held.headers.get("retry-after")]).toEqual([
      429,
      "throttled",
      "30",
    ]);
    pass(600);
  });
});

describe("what clients of OAuth read", () => {
  const form = (fields: Record<string, string>, headers = {}) =>
    fetch(`${server().url}/token`, { method: "POST", body: new URLSearchParams(fields), headers });

  it("errors of RFC 6749 section 5.2 in plain JSON, and never out of a cache", async () => {
    for (const [fields, status, error] of [
      [{ client_id: "cordon-cli" }, 400, "invalid_request"],
      [{ client_id: "x", grant_type: "refresh_token" }, 401, "invalid_client"],
      [{ client_id: "cordon-cli", grant_type: "password" }, 400, "unsupported_grant_type"],
      [{ client_id: "cordon-cli", grant_type: "refresh_token", refresh_token: "x" }, 400, "invalid_grant"],
    ] as const) {
      const response = await form(fields);
      expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/json"]);
      expect([response.headers.get("cache-control"), response.headers.get("pragma")]).toEqual([
        "no-store",
        "no-cache",
      ]);
      expect((await response.json()) as object).toMatchObject({ error });
    }
  });

  it("metadata of RFC 8414 that agrees with what is served", async () => {
    const { body, headers } = await server().call("GET", "/.well-known/oauth-authorization-server");
    expect([headers.get("cache-control"), headers.get("content-type")]).toEqual([
      "public, max-age=300",
      "application/json",
    ]);
    expect(body).toMatchObject({
      issuer: ORIGIN,
      token_endpoint: `${ORIGIN}/token`,
      authorization_endpoint: `${ORIGIN}/authorize`,
      code_challenge_methods_supported: ["S256"],
      dpop_signing_alg_values_supported: ["ES256"],
      acr_values_supported: ["aal1", "aal2", "aal3"],
    });
    expect((await server().call("GET", "/.well-known/webauthn")).body).toEqual({ origins: [ORIGIN] });
    const { keys } = (await server().call("GET", "/.well-known/jwks.json")).body;
    expect(Object.keys(keys[0]).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
  });
});

describe("every answer", () => {
  const CALLS: readonly [string, string, unknown, Record<string, string>, number, string][] = [
    ["POST", "/v1/sign-in/password", { name: "x", password: "y", extra: 1 }, {}, 400, "invalid_request"],
    ["POST", "/v1/sign-in/password", { name: "x" }, {}, 400, "invalid_request"],
    ["POST", "/v1/sign-in/password", { name: "x", password: 1 }, {}, 400, "invalid_request"],
    ["POST", "/v1/sign-in/password", { name: "x", password: "\ud800" }, {}, 400, "invalid_request"],
    ["POST", "/v1/sign-in/password", undefined, {}, 415, "content_type_refused"],
    ["POST", "/v1/nothing", {}, {}, 404, "not_found"],
    ["GET", "/v1/sign-in/password", undefined, {}, 405, "method_not_allowed"],
    ["POST", "/v1/sign-in/passkey/options", {}, { origin: "null" }, 403, "origin_refused"],
    ["POST", "/v1/sign-in/passkey/options", {}, { origin: `${ORIGIN}/` }, 403, "origin_refused"],
    ["POST", "/v1/sign-in/passkey/options", {}, { "sec-fetch-site": "cross-site" }, 403, "origin_refused"],
    ["GET", "/v1/me", undefined, {}, 401, "token_missing"],
    ["POST", "/operator/v1/keys", {}, { authorization: "Bearer x" }, 401, "operator_refused"],
    ["POST", "/v1/refresh", {}, {}, 401, "session_ended"],
    ["POST", "/v1/refresh", {}, { cookie: "__Host-other=x" }, 401, "session_ended"],
  ];

  it.each(CALLS)(
    "to %s %s with %j and %j: a problem, its record, a nonce, and nothing kept",
    async (...call) => {
      const [method, path, body, headers, status, reason] = call;
      const reply = await server().call(method, path, body, headers);
      expect([reply.status, reply.body.reason]).toEqual([status, reason]);
      expect(Object.keys(reply.body)).toEqual(["title", "status", "reason", "eventId"]);
      expect(reply.headers.get("content-type")).toBe("application/problem+json");
      expect(reply.headers.get("cache-control")).toBe("no-store");
      expect(reply.headers.get("dpop-nonce")).toMatch(/^[A-Za-z0-9_-]{43}$/u);
      expect(because(reply)).toBe(reason);
    },
  );

  it("to a preflight has a nonce, too", async () => {
    const reply = await server().call("OPTIONS", "/v1/me", undefined, { origin: ORIGIN });
    expect([reply.status, reply.headers.get("access-control-allow-origin")]).toEqual([204, ORIGIN]);
    expect(reply.headers.get("dpop-nonce")).toMatch(/^[A-Za-z0-9_-]{43}$/u);
  });

  it("to a stale caller says what to do", async () => {
    const { reply } = await withPassword("hal");
    pass(301);
    const refused = await post("/v1/passkeys/options", {}, bearer(reply));
    expect([refused.status, refused.body.reason]).toEqual([401, "authentication_too_weak"]);
    const challenge = refused.headers.get("www-authenticate") ?? "";
    expect(challenge).toMatch(/^Bearer error="insufficient_user_authentication"/u);
    expect(challenge).toMatch(/acr_values="aal2 aal3"/u);
    expect(challenge).toMatch(/max_age="300"/u);
  });
});

describe("equal answers", () => {
  it("for every name that cannot sign in: headers and body", async () => {
    pass(3600);
    await withPassword("ina");
    await invited("jon");
    const { person } = await withPassword("kim");
    await server().call("PUT", `/operator/v1/people/${person}`, { disabled: true }, AS_OPERATOR);
    const answers = new Map<string, { seen: Set<string>; reasons: Set<unknown> }>();
    const recovery_code = randomBytes(10).toString("hex").slice(0, 16).toUpperCase().replace(/[01]/gu, "A");
    for (let round = 0; round < 2; round += 1) {
      pass(4000);
      for (const name of ["ina", "jon", "kim", "nobody-at-all"]) {
        for (const path of ["/v1/sign-in/password", "/v1/recovery"]) {
          const body =
            path === "/v1/recovery"
              ? { name, recovery_code, password: "violet harbour 8" }
              : { name, password: "violet harbour 8", totp: "000000" };
          const reply = await post(path, body);
          const { eventId: _, ...rest } = reply.body;
          const sent = [...reply.headers].filter(([header]) => header !== "date");
          const entry = answers.get(path) ?? { seen: new Set(), reasons: new Set() };
          entry.seen.add(JSON.stringify([round, reply.status, rest, sent]));
          entry.reasons.add(because(reply));
          answers.set(path, entry);
        }
      }
    }
    for (const { seen, reasons } of answers.values()) {
      expect(seen.size).toBe(2);
      expect([...reasons].sort()).toEqual(["password_wrong", "person_disabled", "person_unknown"]);
    }
  }, 60_000);
});
