import { describe, expect, it } from "vitest";
import { claimsOf, codeOf, ORIGIN, PASSWORD, signedIn, World } from "./world.js";

describe("registration", () => {
  it("gives a session at the level of the factors, ten recovery codes and a token without a name", async () => {
    const world = new World();
    const ann = await world.register("Ann@Example.com");
    expect(ann.codes).toHaveLength(10);
    expect(claimsOf(ann.token)).toEqual({
      iss: ORIGIN,
      aud: ["https://api.example.com", ORIGIN],
      sub: ann.person,
      client_id: "cordon-sign-in",
      iat: world.now / 1000,
      exp: world.now / 1000 + 600,
      jti: expect.any(String),
      auth_time: world.now / 1000,
      acr: "aal2",
      amr: ["pwd", "otp", "mfa"],
      sid: ann.sid,
      groups: [],
    });
    const { body } = await world.call("GET", "/v1/me", undefined, ann.bearer);
    expect(body.person).toEqual({ id: ann.person, name: "ann@example.com", groups: [] });
    expect(body.factors).toEqual({ password: true, totp: true, passkeys: 0, recovery_codes: 10 });
  });

  it("asks for 15 characters where the password stands alone, and gives aal1 then", async () => {
    const world = new World();
    const { invitation } = await world.invite("ann");
    const short = await world.post("/v1/registration/password", { invitation, password: "violet 9 river" });
    expect([short.status, short.body.reason]).toEqual([400, "password_too_short"]);
    const long = await world.post("/v1/registration/password", { invitation, password: "violet 9 rivers" });
    expect([long.status, long.body.session.acr, long.body.session.amr]).toEqual([201, "aal1", ["pwd"]]);
  });

  it("confirms the seed: a wrong code registers nothing, and the invitation still counts", async () => {
    const world = new World();
    const { invitation } = await world.invite("ann");
    const none = await world.post("/v1/registration/password", {
      invitation,
      password: PASSWORD,
      totp: "000000",
    });
    expect([none.status, none.body.reason, world.because]).toEqual([400, "credential_refused", "totp_wrong"]);
    const { body } = await world.post("/v1/registration/totp", { invitation });
    expect(body.qr).toMatch(/^<svg /u);
  });

  it("uses an invitation up, and takes none that is old, none or of somebody who was invited anew", async () => {
    const world = new World();
    const password = "violet harbour 99";
    const { person, invitation } = await world.invite("ann");
    expect((await world.post("/v1/registration/password", { invitation, password })).status).toBe(201);
    const again = await world.post("/v1/registration/password", { invitation, password });
    expect([again.status, again.body.reason]).toEqual([401, "invitation_refused"]);
    const { body: next } = await world.operator("POST", "invitations", { person });
    const { body: last } = await world.operator("POST", "invitations", { person });
    expect((await world.post("/v1/registration/totp", { invitation: next.invitation })).status).toBe(401);
    world.pass(72 * 3600);
    expect((await world.post("/v1/registration/totp", { invitation: last.invitation })).status).toBe(401);
    expect((await world.post("/v1/registration/totp", { invitation: "none" })).status).toBe(401);
  });
});

describe("sign-in with a password", () => {
  it("takes any case and form of the name, and a code once", async () => {
    const world = new World();
    const ann = await world.register("ann@example.com");
    world.pass(60);
    const totp = codeOf(ann.seed, world.now);
    const body = { name: "ＡNN@example.com", password: PASSWORD, totp };
    expect((await world.post("/v1/sign-in/password", body)).status).toBe(200);
    const replayed = await world.post("/v1/sign-in/password", body);
    expect([replayed.status, replayed.body.reason, world.because]).toEqual([
      401,
      "authentication_failed",
      "totp_replayed",
    ]);
    // An older code does not count after a newer one, although its step would.
    const older = codeOf(ann.seed, world.now - 30_000);
    expect((await world.post("/v1/sign-in/password", { ...body, totp: older })).status).toBe(401);
    expect(world.because).toBe("totp_replayed");
  });

  it("takes one code once, although eight requests bring it at the same time", async () => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(60);
    const body = { name: "ann", password: PASSWORD, totp: codeOf(ann.seed, world.now) };
    world.records.length = 0;
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => world.post("/v1/sign-in/password", body)),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const reasons = world.records.map(({ reason }) => reason).sort();
    expect(reasons).toEqual(["allowed", "totp_replayed", "totp_replayed", "totp_replayed", "totp_replayed"]);
  });

  it("answers the same whatever is wrong, and records what it was", async () => {
    const world = new World();
    await world.register("ann");
    await world.register("off");
    const { invitation: _, person } = await world.invite("bob");
    const { body: off } = await world.post("/v1/sign-in/password", { name: "off", password: "wrong" });
    expect(off.reason).toBe("authentication_failed");
    const found = world.records[world.records.length - 1]?.["user_id"];
    await world.operator("PUT", `people/${found}`, { disabled: true });
    const attempts = [
      [{ name: "nobody", password: PASSWORD }, "person_unknown", null],
      [{ name: "bob", password: PASSWORD }, "password_wrong", person],
      [{ name: "off", password: PASSWORD, totp: "123456" }, "person_disabled", found],
      [{ name: "ann", password: "wrong", totp: "123456" }, "password_wrong", expect.any(String)],
      [{ name: "ann", password: PASSWORD }, "totp_missing", expect.any(String)],
      [{ name: "ann", password: PASSWORD, totp: "12345" }, "totp_wrong", expect.any(String)],
      [{ name: "", password: "" }, "person_unknown", null],
      [{ name: "nobody", password: "x".repeat(300) }, "person_unknown", null],
    ] as const;
    const answers = new Set<string>();
    for (const [body, because, user] of attempts) {
      const reply = await world.post("/v1/sign-in/password", body);
      const { eventId, ...rest } = reply.body;
      answers.add(JSON.stringify([reply.status, rest, reply.headers]));
      expect(world.records[world.records.length - 1]).toMatchObject({
        event_id: eventId,
        reason: because,
        user_id: user,
        action: "identity:SignInPassword",
        decision: "DENY",
      });
    }
    expect([...answers]).toHaveLength(1);
  });

  it("computes one hash and decrypts one seed in every case", async () => {
    const world = new World();
    await world.register("ann");
    await world.invite("bob");
    const { hasher, sealer } = world.ports;
    const work: string[] = [];
    const [verify, unseal] = [hasher.verify, sealer.unseal];
    Object.assign(hasher, {
      verify: (...given: Parameters<typeof verify>) => {
        work.push("hash");
        return verify(...given);
      },
    });
    Object.assign(sealer, {
      unseal: (...given: Parameters<typeof unseal>) => {
        work.push("unseal");
        return unseal(...given);
      },
    });
    for (const name of ["ann", "bob", "nobody"]) {
      for (const totp of [undefined, "123456"]) {
        work.length = 0;
        await world.post("/v1/sign-in/password", { name, password: "wrong", totp });
        expect([name, work]).toEqual([name, ["hash", "unseal"]]);
      }
    }
    work.length = 0;
    for (const name of ["ann", "nobody"]) {
      await world.post("/v1/recovery", { name, recovery_code: "AAAA-AAAA-AAAA-AAAA", password: "wrong" });
      await world.post("/v1/recovery", { name, recovery_code: "AAAA-AAAA-AAAA-AAAA", invitation: "none" });
    }
    expect(work).toEqual(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? "hash" : "unseal")));
  });

  it("hashes the password anew when the parameters have risen", async () => {
    const world = new World();
    const { invitation } = await world.invite("ann");
    const password = "violet harbour 99";
    await world.post("/v1/registration/password", { invitation, password });
    const { hasher } = world.ports;
    Object.assign(hasher, { isOutdated: (hash: string) => !hash.includes("new") });
    let hashes = 0;
    const { hash, verify } = hasher;
    Object.assign(hasher, {
      hash: async (...given: Parameters<typeof hash>) => {
        hashes += 1;
        return `${await hash(...given)}new`;
      },
      verify: (text: string, stored: string) => verify(text, stored.replace("new", "")),
    });
    for (const _ of [1, 2]) {
      expect((await world.post("/v1/sign-in/password", { name: "ann", password })).status).toBe(200);
    }
    expect(hashes).toBe(1);
  });
});

describe("the throttle", () => {
  it("holds up a name from a network after five failures, whether or not somebody has it", async () => {
    for (const name of ["ann", "nobody"]) {
      const world = new World();
      const ann = await world.register("ann");
      for (let count = 0; count < 5; count += 1)
        await world.post("/v1/sign-in/password", { name, password: "x" });
      const records = world.records.length;
      const held = await world.post("/v1/sign-in/password", { name, password: "x" });
      expect([held.status, held.body.reason, held.headers["retry-after"]]).toEqual([429, "throttled", "30"]);
      expect(world.records.length).toBe(records + 1);
      // From elsewhere, and with another name, nobody is held up.
      world.sourceIp = "198.51.100.9";
      const elsewhere = { name: "ann", password: PASSWORD, totp: codeOf(ann.seed, world.now + 30_000) };
      world.pass(30);
      expect((await world.post("/v1/sign-in/password", elsewhere)).status).toBe(200);
    }
  });

  it("counts attempts that run at the same time", async () => {
    const world = new World();
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => world.post("/v1/sign-in/password", { name: "ann", password: "x" })),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it("disables the password after 100 failures in a row, until the operator invites anew", async () => {
    const world = new World();
    const ann = await world.register("ann");
    for (let count = 0; count < 100; count += 1) {
      world.sourceIp = `10.0.${count}.1`;
      expect((await world.post("/v1/sign-in/password", { name: "ann", password: "x" })).status).toBe(401);
    }
    world.sourceIp = "192.0.2.7";
    world.pass(86_400);
    const right = () => ({ name: "ann", password: PASSWORD, totp: codeOf(ann.seed, world.now) });
    expect((await world.post("/v1/sign-in/password", right())).status).toBe(429);
    const [code] = ann.codes;
    const recovery = await world.post("/v1/recovery", {
      name: "ann",
      recovery_code: code,
      password: PASSWORD,
    });
    expect(recovery.status).toBe(429);
    await world.operator("POST", "invitations", { person: ann.person });
    expect((await world.post("/v1/sign-in/password", right())).status).toBe(200);
  });
});

describe("a token of the authenticator", () => {
  it("ends after ten minutes, and never after its session", async () => {
    const world = new World();
    const ann = await world.register("ann");
    world.pass(599);
    expect((await world.call("GET", "/v1/me", undefined, ann.bearer)).status).toBe(200);
    world.pass(1);
    const late = await world.call("GET", "/v1/me", undefined, ann.bearer);
    expect([late.status, late.body.reason]).toEqual([401, "token_expired"]);
    expect(late.headers["www-authenticate"]).toBe(
      'Bearer error="invalid_token", error_description="token_expired"',
    );
    const none = await world.call("GET", "/v1/me");
    expect([none.status, none.body.reason, none.headers["www-authenticate"]]).toEqual([
      401,
      "token_missing",
      "Bearer",
    ]);
  });

  it("is signed by the new key a quarter of an hour after the rotation, and the old ones still count", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const kidOf = (token: string) =>
      JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
    const { status, body } = await world.operator("POST", "keys", {});
    expect(status).toBe(201);
    const { body: set } = await world.call("GET", "/.well-known/jwks.json");
    expect(set.keys.map(({ kid }: { kid: string }) => kid)).toEqual([kidOf(ann.token), body.kid]);
    const second = signedIn(await world.post("/v1/refresh", {}, { cookie: ann.cookie }));
    expect(kidOf(second.token)).toBe(kidOf(ann.token));
    world.pass(900);
    const third = signedIn(await world.post("/v1/refresh", {}, { cookie: second.cookie }));
    expect(kidOf(third.token)).toBe(body.kid);
    expect((await world.call("GET", "/v1/me", undefined, third.bearer)).status).toBe(200);
  });
});
