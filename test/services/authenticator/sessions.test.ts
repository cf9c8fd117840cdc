import { describe, expect, it } from "vitest";
import { codeOf, PASSWORD, signedIn, World } from "./world.js";

const CLEARED = "__Host-cordon=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";

async function signIn(world: World, seed: Uint8Array) {
  world.pass(30);
  return signedIn(
    await world.post("/v1/sign-in/password", {
      name: "ann",
      password: PASSWORD,
      totp: codeOf(seed, world.now),
    }),
  );
}

describe("refresh", () => {
  it("gives a new handle each time, and the authentication stays as old as it is", async () => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(100);
    const reply = await world.post("/v1/refresh", {}, { cookie: ann.cookie });
    expect([reply.status, reply.body.session.sid]).toEqual([200, ann.sid]);
    expect(reply.body.session.auth_time).toBe(world.now / 1000 - 100);
    expect(reply.headers["set-cookie"]).toMatch(/; Max-Age=86300$/u);
    expect(signedIn(reply).cookie).not.toBe(ann.cookie);
  });

  it("ends the session for an old handle, for whoever has the new one, too", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const next = signedIn(await world.post("/v1/refresh", {}, { cookie: ann.cookie }));
    const reused = await world.post("/v1/refresh", {}, { cookie: ann.cookie });
    expect([reused.status, reused.body.reason, reused.headers["set-cookie"], world.because]).toEqual([
      401,
      "session_ended",
      CLEARED,
      "handle_reused",
    ]);
    expect((await world.post("/v1/refresh", {}, { cookie: next.cookie })).status).toBe(401);
    const { status, body } = await world.call("GET", "/v1/me", undefined, next.bearer);
    expect([status, body.reason]).toEqual([401, "session_revoked"]);
  });

  it("lets one of two refreshes at the same time win, and ends the session for the other", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const replies = await Promise.all(
      [1, 2].map(() => world.post("/v1/refresh", {}, { cookie: ann.cookie })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
    const winner = replies.find(({ status }) => status === 200);
    expect(
      winner === undefined
        ? 0
        : (await world.call("GET", "/v1/me", undefined, signedIn(winner).bearer)).status,
    ).toBe(401);
  });

  it.each([
    ["an hour unused", 3600, 401],
    ["not quite an hour", 3599, 200],
  ])("answers after %s", async (_, seconds, status) => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(seconds);
    expect((await world.post("/v1/refresh", {}, { cookie: ann.cookie })).status).toBe(status);
  });

  it("ends a day after the authentication, however busy the session was", async () => {
    const world = new World();
    let { cookie } = await world.register("ann");
    for (let hours = 0; hours < 47; hours += 1) {
      world.pass(1800);
      cookie = signedIn(await world.post("/v1/refresh", {}, { cookie })).cookie;
    }
    world.pass(1799);
    const last = await world.post("/v1/refresh", {}, { cookie });
    expect([last.status, last.body.expires_in]).toEqual([200, 1]);
    world.pass(1);
    expect((await world.post("/v1/refresh", {}, { cookie: signedIn(last).cookie })).status).toBe(401);
  });

  it.each([undefined, "__Host-cordon=none", "cordon=none"])("refuses the cookie %j", async (cookie) => {
    const world = new World();
    await world.register("ann");
    const reply = await world.post("/v1/refresh", {}, { cookie });
    expect([reply.status, reply.body.reason, reply.headers["set-cookie"]]).toEqual([
      401,
      "session_ended",
      CLEARED,
    ]);
  });
});

describe("signing out", () => {
  it.each(["token", "cookie"])("ends the session of the %s with the next request", async (by) => {
    const world = new World();
    const ann = await world.register("ann");
    const headers = by === "token" ? ann.bearer : { cookie: ann.cookie };
    const reply = await world.post("/v1/sign-out", {}, headers);
    expect([reply.status, reply.headers["set-cookie"]]).toEqual([204, CLEARED]);
    expect((await world.call("GET", "/v1/me", undefined, ann.bearer)).body.reason).toBe("session_revoked");
    expect((await world.post("/v1/refresh", {}, { cookie: ann.cookie })).status).toBe(401);
  });

  it("ends all sessions of the person, and nobody else's; a sign-in of the same second stays", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const bob = await world.register("bob");
    const second = await signIn(world, ann.seed);
    const listed = await world.call("GET", "/v1/sessions", undefined, second.bearer);
    expect(listed.body.sessions.map(({ current }: { current: boolean }) => current).sort()).toEqual([
      false,
      true,
    ]);
    expect((await world.call("DELETE", "/v1/sessions", undefined, second.bearer)).status).toBe(204);
    const third = signedIn(
      await world.post("/v1/sign-in/password", {
        name: "ann",
        password: PASSWORD,
        totp: codeOf(ann.seed, world.now + 30_000),
      }),
    );
    expect(third.token).toBeUndefined();
    world.pass(30);
    const statuses = await Promise.all(
      [ann, second, bob].map(
        async ({ bearer }) => (await world.call("GET", "/v1/me", undefined, bearer)).status,
      ),
    );
    expect(statuses).toEqual([401, 401, 200]);
    expect((await signIn(world, ann.seed)).token).toEqual(expect.any(String));
  });

  it("answers 404 for sessions of others as for those of nobody", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const bob = await world.register("bob");
    for (const sid of [ann.sid, "none", "%2e%2e", "..%2f", "x".repeat(3000), "%ff"]) {
      expect((await world.call("DELETE", `/v1/sessions/${sid}`, undefined, bob.bearer)).status).toBe(404);
    }
    expect((await world.call("DELETE", `/v1/sessions/${bob.sid}`, undefined, bob.bearer)).status).toBe(204);
    expect((await world.call("GET", "/v1/me", undefined, ann.bearer)).status).toBe(200);
  });

  it("ends every session of somebody whom the operator disables", async () => {
    const world = new World();
    const ann = await world.register("ann");
    expect((await world.operator("PUT", `people/${ann.person}`, { disabled: true })).status).toBe(204);
    expect((await world.call("GET", "/v1/me", undefined, ann.bearer)).body.reason).toBe("session_revoked");
    expect((await world.post("/v1/refresh", {}, { cookie: ann.cookie })).status).toBe(401);
    expect((await world.operator("PUT", "people/nobody", { disabled: true })).status).toBe(404);
  });

  it("gives new groups with the next token", async () => {
    const world = new World();
    const ann = await world.register("ann");
    await world.operator("PUT", `people/${ann.person}`, { groups: ["oncall"] });
    const { body } = await world.post("/v1/refresh", {}, { cookie: ann.cookie });
    expect(JSON.parse(Buffer.from(body.access_token.split(".")[1], "base64url").toString()).groups).toEqual([
      "oncall",
    ]);
  });
});

describe("step up", () => {
  it("keeps the session, with a new handle and the time of this authentication", async () => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(400);
    const totp = codeOf(ann.seed, world.now);
    const reply = await world.post("/v1/step-up/password", { password: PASSWORD, totp }, ann.bearer);
    expect([reply.status, reply.body.session.sid, reply.body.session.auth_time]).toEqual([
      200,
      ann.sid,
      world.now / 1000,
    ]);
    expect((await world.post("/v1/refresh", {}, { cookie: ann.cookie })).status).toBe(401);
    expect(world.because).toBe("handle_reused");
  });

  it("counts its failures like those of a sign-in", async () => {
    const world = new World();
    const ann = await world.register("ann");
    for (let count = 0; count < 5; count += 1) {
      const reply = await world.post("/v1/step-up/password", { password: "x", totp: "123456" }, ann.bearer);
      expect([reply.status, reply.body.reason]).toEqual([401, "authentication_failed"]);
    }
    expect((await world.post("/v1/sign-in/password", { name: "ann", password: "x" })).status).toBe(429);
  });
});

describe("changes of the account", () => {
  const CHALLENGE =
    'Bearer error="insufficient_user_authentication", error_description="authentication_too_weak", acr_values="aal2 aal3", max_age="300"';

  it.each([
    ["POST", "/v1/totp", {}],
    ["PUT", "/v1/totp", { totp: "123456" }],
    ["PUT", "/v1/password", { password: "another harbour" }],
    ["POST", "/v1/recovery-codes", {}],
  ])("%s %s asks for an authentication of the last five minutes", async (method, path, body) => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(301);
    const stale = await world.call(method, path, body, ann.bearer);
    expect([stale.status, stale.body.reason]).toEqual([401, "authentication_too_weak"]);
    expect(stale.headers["www-authenticate"]).toBe(CHALLENGE);
    const totp = codeOf(ann.seed, world.now);
    const fresh = signedIn(
      await world.post("/v1/step-up/password", { password: PASSWORD, totp }, ann.bearer),
    );
    world.pass(300);
    expect((await world.call(method, path, body, fresh.bearer)).status).not.toBe(401);
  });

  it("ends the other sessions with a new password, and tells the person", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const second = await signIn(world, ann.seed);
    const password = "another harbour 7";
    expect((await world.call("PUT", "/v1/password", { password }, second.bearer)).status).toBe(204);
    expect((await world.call("GET", "/v1/me", undefined, ann.bearer)).status).toBe(401);
    expect((await world.call("GET", "/v1/me", undefined, second.bearer)).status).toBe(200);
    expect(world.notices[world.notices.length - 1]).toEqual({
      at: "2026-03-02T09:00:30Z",
      person: ann.person,
      kind: "new_factor",
    });
    const totp = codeOf(ann.seed, world.now + 30_000);
    world.pass(30);
    expect((await world.post("/v1/sign-in/password", { name: "ann", password: PASSWORD, totp })).status).toBe(
      401,
    );
    expect((await world.post("/v1/sign-in/password", { name: "ann", password, totp })).status).toBe(200);
  });

  it("replaces a seed only when a code of the new one was given", async () => {
    const world = new World();
    const ann = await world.register("ann");
    await world.post("/v1/totp", {}, ann.bearer);
    const wrong = await world.call("PUT", "/v1/totp", { totp: "000000" }, ann.bearer);
    expect([wrong.status, wrong.body.reason]).toEqual([400, "credential_refused"]);
    expect(await signIn(world, ann.seed)).toMatchObject({ token: expect.any(String) });
  });
});

describe("recovery", () => {
  it("takes a code with the password, once, ends all other sessions and lets factors be added", async () => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(1000);
    const body = {
      name: "ann",
      recovery_code: ann.codes[3]?.toLowerCase().replaceAll("-", ""),
      password: PASSWORD,
    };
    const reply = await world.post("/v1/recovery", body);
    expect([reply.status, reply.body.session.acr, reply.body.session.amr]).toEqual([
      200,
      "aal1",
      ["pwd", "recovery"],
    ]);
    expect(reply.body.recovery_codes).toHaveLength(1);
    expect(world.notices[world.notices.length - 1]?.kind).toBe("recovery");
    expect((await world.post("/v1/refresh", {}, { cookie: ann.cookie })).status).toBe(401);
    const { bearer } = signedIn(reply);
    const { body: me } = await world.call("GET", "/v1/me", undefined, bearer);
    expect(me.factors.recovery_codes).toBe(10);
    expect((await world.post("/v1/totp", {}, bearer)).status).toBe(200);
    expect((await world.post("/v1/recovery-codes", {}, bearer)).status).toBe(401);
    const again = await world.post("/v1/recovery", body);
    expect([again.status, world.because]).toEqual([401, "recovery_code_wrong"]);
    const one = { ...body, recovery_code: reply.body.recovery_codes[0] };
    expect((await world.post("/v1/recovery", one)).status).toBe(200);
  });

  it("lets factors be added for ten minutes only", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const [recovery_code] = ann.codes;
    const first = await world.post("/v1/recovery", { name: "ann", recovery_code, password: PASSWORD });
    world.pass(599);
    const { bearer } = signedIn(await world.post("/v1/refresh", {}, { cookie: signedIn(first).cookie }));
    expect((await world.post("/v1/totp", {}, bearer)).status).toBe(200);
    world.pass(1);
    expect((await world.post("/v1/totp", {}, bearer)).status).toBe(401);
  });

  it("takes a code with an invitation, where the password is lost, too", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const { body } = await world.operator("POST", "invitations", { person: ann.person });
    const [recovery_code] = ann.codes;
    const given = { name: "ann", recovery_code, invitation: body.invitation };
    const other = await world.invite("bob");
    expect((await world.post("/v1/recovery", { ...given, invitation: other.invitation })).status).toBe(401);
    const reply = await world.post("/v1/recovery", given);
    expect([reply.status, reply.body.session.acr]).toEqual([200, "aal1"]);
    const { bearer } = signedIn(reply);
    expect((await world.call("PUT", "/v1/password", { password: "another harbour" }, bearer)).status).toBe(
      204,
    );
    const used = await world.post("/v1/recovery", { ...given, recovery_code: reply.body.recovery_codes[0] });
    expect(used.status).toBe(401);
  });

  it("lets one of two at the same time have the code", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const body = { name: "ann", recovery_code: ann.codes[0], password: PASSWORD };
    const replies = await Promise.all([1, 2, 3].map(() => world.post("/v1/recovery", body)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });
});
