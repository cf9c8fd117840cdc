import { describe, expect, it } from "vitest";
import { register, signIn, stepUp } from "./passkey-calls.js";
import { type Ceremony, SoftAuthenticator } from "./soft-authenticator.js";
import { type Reply, type SignedIn, signedIn, World } from "./world.js";

describe("registration with a passkey", () => {
  it("asks for a passkey that is found without a name, verified, and attested by nobody", async () => {
    const world = new World();
    const { options, reply } = await register(world, "ann");
    expect(options).toMatchObject({
      rp: { id: "example.com", name: "Example" },
      user: { name: "ann", displayName: "ann" },
      timeout: 300_000,
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [],
    });
    expect(options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-8, -7, -257]);
    expect(Buffer.from(options.challenge, "base64url")).toHaveLength(32);
    expect(Buffer.from(options.user.id, "base64url")).toHaveLength(32);
    expect([reply.status, reply.body.session.acr, reply.body.session.amr]).toEqual([
      201,
      "aal2",
      ["webauthn", "user", "mfa"],
    ]);
    expect(reply.body.recovery_codes).toHaveLength(10);
  });

  it.each([-7, -8, -257] as const)("takes the algorithm %d, and a sign-in with it", async (algorithm) => {
    const world = new World();
    const key = new SoftAuthenticator({}, algorithm);
    expect((await register(world, "ann", key)).reply.status).toBe(201);
    expect((await signIn(world, key)).status).toBe(200);
  });

  it("takes packed self attestation, whose signature counts", async () => {
    const world = new World();
    expect((await register(world, "ann", new SoftAuthenticator({ fmt: "packed" }))).reply.status).toBe(201);
    const statement = new Map<string, number | Uint8Array>([
      ["alg", -7],
      ["sig", Uint8Array.of(1, 2, 3)],
    ]);
    const forged = await register(world, "bob", new SoftAuthenticator({ fmt: "packed", statement }));
    expect([forged.reply.status, world.because]).toEqual([400, "signature_invalid"]);
  });

  it.each<[string, Ceremony, string]>([
    ["another origin", { origin: "https://evil.example" }, "origin_mismatch"],
    ["a subdomain", { origin: "https://a.login.example.com" }, "origin_mismatch"],
    ["a frame of somebody else's", { client: { crossOrigin: true } }, "origin_mismatch"],
    [
      "a frame that says so by its top origin",
      { client: { topOrigin: "https://evil.example" } },
      "origin_mismatch",
    ],
    ["another relying party", { rpId: "evil.example" }, "rp_id_mismatch"],
    ["the other ceremony", { type: "webauthn.get" }, "type_mismatch"],
    ["a challenge of its own", { challenge: "AAAA" }, "challenge_refused"],
    ["nobody present", { userPresent: false }, "user_not_present"],
    ["nobody verified", { userVerified: false }, "user_not_verified"],
    ["a backup of what cannot be backed up", { backedUp: true }, "backup_flags_invalid"],
    ["an algorithm nobody asked for", { key: (key) => key.set(3, -35) }, "algorithm_refused"],
    ["a key type that is not the algorithm's", { key: (key) => key.set(1, 1) }, "algorithm_refused"],
    ["a curve that is not the algorithm's", { key: (key) => key.set(-1, 2) }, "algorithm_refused"],
    ["another kind of attestation", { fmt: "fido-u2f" }, "credential_refused"],
    ["a certificate", { fmt: "packed", statement: new Map([["x5c", "x"]]) }, "credential_refused"],
    [
      "a signature of itself in another form",
      { fmt: "packed", signature: ([, ...rest]) => Buffer.from([0xba, ...rest]) },
      "signature_invalid",
    ],
    ["a statement where there is none", { statement: new Map([["sig", "x"]]) }, "signature_invalid"],
  ])("refuses %s", async (_, how, because) => {
    const world = new World();
    const { reply, invitation } = await register(world, "ann", new SoftAuthenticator(), how);
    expect([reply.status, reply.body.reason, world.because]).toEqual([400, "credential_refused", because]);
    expect(world.defects).toEqual([]);
    // The invitation was not used up by that.
    expect((await world.post("/v1/registration/passkey/options", { invitation })).status).toBe(200);
  });

  it("takes one answer to a challenge, within five minutes, for the invitation that asked", async () => {
    const world = new World();
    const { invitation } = await world.invite("ann");
    const other = await world.invite("bob");
    const key = new SoftAuthenticator();
    const options = async () =>
      (await world.post("/v1/registration/passkey/options", { invitation })).body.publicKey;
    const answer = (challenge: unknown, given = invitation) =>
      world.post("/v1/registration/passkey", { invitation: given, credential: key.create(challenge) });
    const first = await options();
    expect((await answer(first, other.invitation)).status).toBe(400);
    expect((await answer(first)).status).toBe(400);
    const late = await options();
    world.pass(300);
    expect((await answer(late)).status).toBe(400);
    expect(world.because).toBe("challenge_refused");
    const last = await options();
    const replies = await Promise.all([answer(last), answer(last)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400]);
  });

  it("gives a passkey to one person", async () => {
    const world = new World();
    const { key } = await register(world, "ann");
    const second = await register(world, "bob", key);
    expect([second.reply.status, second.reply.body.reason]).toEqual([400, "credential_refused"]);
  });

  it("reaches aal3 only with a key that was handed out and cannot be copied", async () => {
    const world = new World();
    const level = async (name: string, how: Ceremony, more: object) =>
      (await register(world, name, new SoftAuthenticator(how), {}, more)).reply.body.session.acr;
    expect(await level("ann", {}, { hardware: true })).toBe("aal3");
    expect(await level("bob", { backupEligible: true, backedUp: true }, { hardware: true })).toBe("aal2");
    expect(await level("cid", {}, {})).toBe("aal2");
  });
});

describe("sign-in with a passkey", () => {
  it("names no passkeys, and takes one answer to a challenge", async () => {
    const world = new World();
    const { key } = await register(world, "ann");
    const { body } = await world.post("/v1/sign-in/passkey/options");
    expect(Object.keys(body.publicKey).sort()).toEqual(["challenge", "rpId", "timeout", "userVerification"]);
    const credential = key.get(body.publicKey);
    const replies = await Promise.all([1, 2].map(() => world.post("/v1/sign-in/passkey", { credential })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await world.post("/v1/sign-in/passkey", { credential })).body.reason).toBe(
      "authentication_failed",
    );
    expect(world.because).toBe("challenge_refused");
  });

  it.each<[string, Ceremony, string]>([
    ["another origin", { origin: "http://login.example.com" }, "origin_mismatch"],
    ["a frame of somebody else's", { client: { crossOrigin: true } }, "origin_mismatch"],
    ["crossOrigin that is not a flag", { client: { crossOrigin: "false" } }, "origin_mismatch"],
    ["another relying party", { rpId: "evil.example" }, "rp_id_mismatch"],
    ["the other ceremony", { type: "webauthn.create" }, "type_mismatch"],
    ["nobody present", { userPresent: false }, "user_not_present"],
    ["nobody verified", { userVerified: false }, "user_not_verified"],
    ["a passkey that became one to copy", { backupEligible: true }, "backup_flags_invalid"],
    ["a backup of what cannot be backed up", { backedUp: true }, "backup_flags_invalid"],
    ["no user handle", { userHandle: null }, "user_handle_mismatch"],
    ["somebody else's user handle", { userHandle: "AAAA" }, "user_handle_mismatch"],
    ["a signature of something else", { signature: (bytes) => bytes.subarray(0, 8) }, "signature_invalid"],
    [
      "a signature in another form",
      { signature: ([, ...rest]) => Buffer.from([0xba, ...rest]) },
      "signature_invalid",
    ],
  ])("refuses %s", async (_, how, because) => {
    const world = new World();
    const { key } = await register(world, "ann");
    const reply = await signIn(world, key, how);
    expect([reply.status, reply.body.reason, world.because]).toEqual([401, "authentication_failed", because]);
    expect(reply.headers["set-cookie"]).toBeUndefined();
    expect((await signIn(world, key)).status).toBe(200);
  });

  it.each([
    [[5, 5], "counter_regressed"],
    [[5, 4], "counter_regressed"],
    [[5, 0], "counter_regressed"],
    [[5, 6], "allowed"],
    [[0, 0], "allowed"],
  ])("finds copies of a key by its counters %j: %s", async ([before, after], because) => {
    const world = new World();
    const { key } = await register(world, "ann", new SoftAuthenticator({ counter: before ?? 0 }));
    await signIn(world, key, { counter: after ?? 0 });
    expect(world.because).toBe(because);
  });

  it("lets one of two answers with the same counter count", async () => {
    const world = new World();
    const { key } = await register(world, "ann", new SoftAuthenticator({ counter: 1 }));
    const replies = await Promise.all([1, 2].map(() => signIn(world, key, { counter: 2 })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("tells the browser of a passkey that nobody has any more", async () => {
    const world = new World();
    const reply = await signIn(world, new SoftAuthenticator());
    expect([reply.status, reply.body.reason]).toEqual([401, "credential_unknown"]);
    expect(reply.body.signal).toEqual({ rpId: "example.com", credentialId: expect.any(String) });
  });

  it("is refused to somebody who was disabled, and never throttled", async () => {
    const world = new World();
    const { key, person } = await register(world, "ann");
    for (let count = 0; count < 60; count += 1) await signIn(world, key, { userPresent: false });
    expect((await signIn(world, key)).status).toBe(200);
    await world.operator("PUT", `people/${person}`, { disabled: true });
    const reply = await signIn(world, key);
    expect([reply.status, reply.body.reason, world.because]).toEqual([
      401,
      "authentication_failed",
      "person_disabled",
    ]);
  });

  it.each(["id", "rawId", "clientDataJSON", "authenticatorData", "signature", "userHandle"])(
    "reads %s in its canonical form alone",
    async (member) => {
      const world = new World();
      const { key } = await register(world, "ann");
      const { body } = await world.post("/v1/sign-in/passkey/options");
      for (const spoil of [
        (text: string) => `${text}=`,
        (text: string) => `${text} `,
        (text: string) => `${text}/`,
      ]) {
        const text = JSON.stringify(key.get(body.publicKey));
        const credential = JSON.parse(text, (name, value) => (name === member ? spoil(value) : value));
        expect((await world.post("/v1/sign-in/passkey", { credential })).status).toBe(400);
      }
    },
  );
});

describe("step up with a passkey", () => {
  it("takes a passkey of the person's for the session that asked", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    const bob = await register(world, "bob");
    world.pass(500);
    const reply = await stepUp(world, ann, ann.key);
    expect([reply.status, reply.body.session.sid, reply.body.session.auth_time]).toEqual([
      200,
      ann.sid,
      world.now / 1000,
    ]);
    const foreign = await stepUp(world, ann, bob.key);
    expect([foreign.status, foreign.body.reason, foreign.body.signal]).toEqual([
      401,
      "authentication_failed",
      undefined,
    ]);
    // A challenge of a sign-in is none of a step up.
    const { body } = await world.post("/v1/sign-in/passkey/options");
    const crossed = await world.post(
      "/v1/step-up/passkey",
      { credential: ann.key.get(body.publicKey) },
      ann.bearer,
    );
    expect([crossed.status, world.because]).toEqual([401, "challenge_refused"]);
  });
});

describe("passkeys of the account", () => {
  async function add(world: World, { bearer }: SignedIn, key: SoftAuthenticator): Promise<Reply> {
    const { body } = await world.post("/v1/passkeys/options", {}, bearer);
    return world.post("/v1/passkeys", { credential: key.create(body.publicKey), label: "Second" }, bearer);
  }

  it("are listed, named anew, and removed with the sessions of the others", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    const second = new SoftAuthenticator({ backupEligible: true });
    expect(await add(world, ann, second)).toMatchObject({
      status: 201,
      body: { label: "Second", synced: true },
    });
    expect(world.notices.map(({ kind }) => kind)).toEqual(["new_factor", "new_factor"]);
    const elsewhere = signedIn(await signIn(world, second));
    const named = await world.call("PATCH", `/v1/passkeys/${second.id}`, { label: "Phone" }, ann.bearer);
    expect([named.status, named.body.label]).toEqual([200, "Phone"]);
    const removed = await world.call("DELETE", `/v1/passkeys/${second.id}`, undefined, ann.bearer);
    const signal = {
      rpId: "example.com",
      userId: expect.any(String),
      allAcceptedCredentialIds: [ann.key.id],
    };
    expect([removed.status, removed.body]).toEqual([200, { signal }]);
    expect(world.notices[world.notices.length - 1]?.kind).toBe("factor_removed");
    expect((await world.call("GET", "/v1/me", undefined, elsewhere.bearer)).status).toBe(401);
    expect((await signIn(world, second)).body.reason).toBe("credential_unknown");
    const listed = await world.call("GET", "/v1/passkeys", undefined, ann.bearer);
    expect(listed.body.passkeys.map(({ id }: { id: string }) => id)).toEqual([ann.key.id]);
    expect(listed.body.signal).toEqual(signal);
  });

  it("cannot all be removed where there is nothing else to sign in with", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    const last = await world.call("DELETE", `/v1/passkeys/${ann.key.id}`, undefined, ann.bearer);
    expect([last.status, last.body.reason]).toEqual([409, "last_factor"]);
    await world.call("PUT", "/v1/password", { password: "violet harbour 99" }, ann.bearer);
    expect((await world.call("DELETE", `/v1/passkeys/${ann.key.id}`, undefined, ann.bearer)).status).toBe(
      200,
    );
  });

  it("are nobody else's business", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    const bob = await register(world, "bob");
    for (const id of [ann.key.id, "none"]) {
      expect((await world.call("PATCH", `/v1/passkeys/${id}`, { label: "x" }, bob.bearer)).status).toBe(404);
      expect((await world.call("DELETE", `/v1/passkeys/${id}`, undefined, bob.bearer)).status).toBe(404);
    }
  });

  it("ask for a fresh sign-in", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    world.pass(301);
    const requests = [
      ["POST", "/v1/passkeys/options", {}],
      ["POST", "/v1/passkeys", {}],
      ["DELETE", `/v1/passkeys/${ann.key.id}`, undefined],
      ["POST", "/v1/devices", { label: "Laptop" }],
    ] as const;
    for (const [method, path, body] of requests) {
      const reply = await world.call(method, path, body, ann.bearer);
      expect([path, reply.status, reply.body.reason]).toEqual([path, 401, "authentication_too_weak"]);
    }
  });
});
