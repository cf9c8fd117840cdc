import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { describe, expect, it } from "vitest";
import { claimsOf, codeOf, ORIGIN, PASSWORD, type Reply, type SignedIn, signedIn, World } from "./world.js";

/** A key that signs proofs (RFC 9449 section 4.2). */
class Prover {
  readonly #key: KeyObject;
  readonly jwk: Record<string, unknown>;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    this.jwk = { ...publicKey.export({ format: "jwk" }) };
  }

  proof(claims: object, header: object = {}): string {
    const parts = [{ typ: "dpop+jwt", alg: "ES256", jwk: this.jwk, ...header }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    const signature = sign("sha256", Buffer.from(parts.join(".")), {
      key: this.#key,
      dsaEncoding: "ieee-p1363",
    });
    return `${parts.join(".")}.${signature.toString("base64url")}`;
  }

  /** A good proof for a call, its claims changed. */
  for(world: World, nonce: string | undefined, method: string, path: string, changed: object = {}): string {
    const iat = Math.floor(world.now / 1000);
    return this.proof({ jti: randomUUID(), htm: method, htu: ORIGIN + path, iat, nonce, ...changed });
  }
}

const SIGN_IN = "/v1/sign-in/password";

async function nonceOf(world: World): Promise<string> {
  return (await world.call("GET", "/v1/me")).headers["dpop-nonce"] ?? "";
}

function ath(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

async function signIn(world: World, seed: Uint8Array, dpop: string): Promise<Reply> {
  world.pass(30);
  return world.post(SIGN_IN, { name: "ann", password: PASSWORD, totp: codeOf(seed, world.now) }, { dpop });
}

async function bound(world: World) {
  const ann = await world.register("ann");
  const prover = new Prover();
  const reply = await signIn(world, ann.seed, prover.for(world, await nonceOf(world), "POST", SIGN_IN));
  return { ann, prover, reply, session: signedIn(reply) };
}

async function me(world: World, { token }: SignedIn, scheme: string, proof?: string): Promise<Reply> {
  return world.call("GET", "/v1/me", undefined, { authorization: `${scheme} ${token}`, dpop: proof });
}

describe("a proof at sign-in", () => {
  it("binds token and handle to its key", async () => {
    const world = new World();
    const { reply, session, prover } = await bound(world);
    expect([reply.status, reply.body.token_type]).toEqual([200, "DPoP"]);
    expect(claimsOf(session.token)["cnf"]).toEqual({ jkt: await calculateJwkThumbprint(prover.jwk) });
    const nonce = await nonceOf(world);
    const proof = prover.for(world, nonce, "GET", "/v1/me", { ath: ath(session.token) });
    expect((await me(world, session, "DPoP", proof)).status).toBe(200);
    const { cookie } = session;
    const none = await world.post("/v1/refresh", {}, { cookie });
    expect([none.status, none.body.reason]).toEqual([400, "invalid_dpop_proof"]);
    const other = new Prover().for(world, nonce, "POST", "/v1/refresh");
    expect((await world.post("/v1/refresh", {}, { cookie, dpop: other })).status).toBe(400);
    const own = prover.for(world, nonce, "POST", "/v1/refresh");
    expect(await world.post("/v1/refresh", {}, { cookie, dpop: own })).toMatchObject({
      status: 200,
      body: { token_type: "DPoP" },
    });
  });

  it("needs a nonce of this minute or the last, always", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const prover = new Prover();
    const nonce = await nonceOf(world);
    const missing = await signIn(world, ann.seed, prover.for(world, undefined, "POST", SIGN_IN));
    expect([missing.status, missing.body.reason]).toEqual([400, "use_dpop_nonce"]);
    expect(missing.headers["dpop-nonce"]).toBe(nonce);
    world.pass(100);
    const stale = await signIn(world, ann.seed, prover.for(world, nonce, "POST", SIGN_IN));
    expect(stale.body.reason).toBe("use_dpop_nonce");
    const now = prover.for(world, await nonceOf(world), "POST", SIGN_IN, { iat: world.now / 1000 + 30 });
    expect((await signIn(world, ann.seed, now)).status).toBe(200);
  });

  it.each<[string, object, object]>([
    ["for another method", { htm: "PUT" }, {}],
    ["for another path", { htu: `${ORIGIN}/v1/refresh` }, {}],
    ["for another host", { htu: `https://evil.example${SIGN_IN}` }, {}],
    ["with a query", { htu: `${ORIGIN}${SIGN_IN}?x=1` }, {}],
    ["of another time", { iat: 0 }, {}],
    ["without an id", { jti: undefined }, {}],
    ["of another type", {}, { typ: "JWT" }],
    ["without a key", {}, { jwk: undefined }],
    ["with an algorithm that is none", {}, { alg: "none" }],
    ["with another algorithm", {}, { alg: "ES384" }],
  ])("is refused %s", async (_, claims, header) => {
    const world = new World();
    const ann = await world.register("ann");
    const prover = new Prover();
    const nonce = await nonceOf(world);
    world.pass(-30);
    const iat = Math.floor(world.now / 1000) + 30;
    const good = { jti: randomUUID(), htm: "POST", htu: ORIGIN + SIGN_IN, iat, nonce };
    const reply = await signIn(world, ann.seed, prover.proof({ ...good, ...claims }, header));
    expect([reply.status, reply.body.reason]).toEqual([400, "invalid_dpop_proof"]);
  });

  it("is refused with a private key, another one's signature, or for a second time", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const [prover, thief] = [new Prover(), new Prover()];
    const nonce = await nonceOf(world);
    const claims = (jti: string) => ({
      jti,
      htm: "POST",
      htu: ORIGIN + SIGN_IN,
      iat: world.now / 1000 + 30,
      nonce,
    });
    const leaked = prover.proof(claims("a"), { jwk: { ...prover.jwk, d: "AAAA" } });
    const forged = thief.proof(claims("b"), { jwk: prover.jwk });
    const good = prover.proof(claims("c"));
    const statuses: number[] = [];
    for (const proof of [leaked, forged, good, good]) {
      statuses.push((await world.post(SIGN_IN, { name: "ann", password: "x" }, { dpop: proof })).status);
    }
    expect(statuses).toEqual([400, 400, 401, 400]);
    expect(ann.person).toBeDefined();
  });
});

describe("a token that is bound", () => {
  it("counts with the proof of its key alone, made for it", async () => {
    const world = new World();
    const { session, prover, ann } = await bound(world);
    const nonce = await nonceOf(world);
    const answers = [
      await me(world, session, "Bearer"),
      await me(world, session, "DPoP"),
      await me(world, session, "DPoP", prover.for(world, nonce, "GET", "/v1/me")),
      await me(
        world,
        session,
        "DPoP",
        new Prover().for(world, nonce, "GET", "/v1/me", { ath: ath(session.token) }),
      ),
      await me(
        world,
        session,
        "DPoP",
        prover.for(world, undefined, "GET", "/v1/me", { ath: ath(session.token) }),
      ),
      await me(world, ann, "DPoP", prover.for(world, nonce, "GET", "/v1/me", { ath: ath(ann.token) })),
    ];
    const errors = [
      "invalid_token",
      "invalid_dpop_proof",
      "invalid_dpop_proof",
      "invalid_token",
      "use_dpop_nonce",
      "invalid_token",
    ];
    expect(answers.map(({ status }) => status)).toEqual(errors.map(() => 401));
    expect(answers.map(({ body }) => body.reason)).toEqual(errors);
    expect(answers.map(({ headers }) => headers["www-authenticate"])).toEqual(
      errors.map((error) => `DPoP error="${error}", algs="ES256"`),
    );
  });

  it("can stand for a device, whose sign-ins carry its id until it is revoked", async () => {
    const world = new World();
    const { session, prover, ann } = await bound(world);
    const nonce = await nonceOf(world);
    const proof = prover.for(world, nonce, "POST", "/v1/devices", { ath: ath(session.token) });
    const headers = { authorization: `DPoP ${session.token}`, dpop: proof };
    const made = await world.post("/v1/devices", { label: "Laptop" }, headers);
    expect([made.status, made.body.bound_to]).toEqual([201, "key"]);
    const id = made.body.device_id;
    const next = await signIn(world, ann.seed, prover.for(world, nonce, "POST", SIGN_IN));
    expect(claimsOf(next.body.access_token)["device_id"]).toBe(id);
    expect((await world.call("DELETE", `/v1/devices/${id}`, undefined, ann.bearer)).status).toBe(204);
    const last = await signIn(
      world,
      ann.seed,
      prover.for(world, await nonceOf(world), "POST", SIGN_IN, { iat: world.now / 1000 + 30 }),
    );
    expect([last.status, world.because]).toEqual([401, "device_revoked"]);
  });
});
