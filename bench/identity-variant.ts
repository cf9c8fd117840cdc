// Sign-ins and their bare cryptography, in a process of its own; argument: "smoke" or "full". Prints rows as JSON.
import { randomBytes } from "node:crypto";
import { argon2id, argon2Verify } from "hash-wasm";
import { hotp, stepAt } from "../core/identity/totp.js";
import { accessToken } from "../services/authenticator/access-token.js";
import { tokenSettings } from "../services/authenticator/caller.js";
import { issuerKeys } from "../services/authenticator/key-ring.js";
import { personById } from "../services/authenticator/rows.js";
import { openSessions } from "../services/authenticator/sessions.js";
import { webauthnHelpers, webauthnServer } from "../services/authenticator/webauthn-library.js";
import { verifyToken } from "../services/policy-engine/token/verify-token.js";
import { SoftAuthenticator } from "../test/services/authenticator/soft-authenticator.js";
import { fromBase32 } from "../test/services/authenticator/world.js";
import { alternate } from "./alternate.js";
import { IdentityWorld, ORIGIN, RELYING_PARTY, SETTINGS } from "./identity-world.js";
import type { BenchmarkRow } from "./run.js";
import { round } from "./statistics.js";

const smoke = process.argv[2] === "smoke";
const PASSWORD = "violet harbour 9";

process.stdout.write(JSON.stringify([await byPassword(), await byPasskey(), ...(await tokens())]));

/** Password and TOTP through the application, beside one verification of an Argon2id hash at the same parameters. */
async function byPassword(): Promise<BenchmarkRow> {
  const world = new IdentityWorld();
  const invitation = await world.invite("ann");
  const { secret } = await world.post("/v1/registration/totp", { invitation });
  const seed = fromBase32(secret);
  const code = () => hotp(seed, stepAt(world.now));
  await world.post("/v1/registration/password", { invitation, password: PASSWORD, totp: code() });
  const hash = await argon2id({
    ...{ password: PASSWORD, salt: randomBytes(16), memorySize: 19_456, iterations: 2, parallelism: 1 },
    ...{ hashLength: 32, outputType: "encoded" },
  });
  const bare = async () => {
    if (!(await argon2Verify({ password: PASSWORD, hash }))) throw new Error("The hash is another one's.");
  };
  const cordon = async () => {
    world.now += 30_000;
    await world.post("/v1/sign-in/password", { name: "ann", password: PASSWORD, totp: code() });
  };
  const times = await alternate({ bare, cordon }, smoke ? 3 : 9, smoke ? 1 : 2);
  return row("sign-in by password and TOTP, beside Argon2id", times, 10);
}

/** The answer of a passkey through the application, beside the library's verification of the same answers. */
async function byPasskey(): Promise<BenchmarkRow> {
  const world = new IdentityWorld();
  const key = new SoftAuthenticator();
  const invitation = await world.invite("bob");
  const { publicKey: options } = await world.post("/v1/registration/passkey/options", { invitation });
  // biome-ignore lint/suspicious/noExplicitAny: what a browser writes.
  const created = key.create(options) as any;
  await world.post("/v1/registration/passkey", { invitation, credential: created });
  const { verifyAuthenticationResponse } = await webauthnServer();
  const { decodeAttestationObject, parseAuthenticatorData } = await webauthnHelpers();
  const object = decodeAttestationObject(Buffer.from(created.response.attestationObject, "base64url"));
  const { credentialPublicKey } = parseAuthenticatorData(object.get("authData") as Uint8Array);
  const rounds = smoke ? 3 : 21;
  const calls = smoke ? 2 : 10;
  // Made beforehand: signing is the authenticator's work, and the options are another call.
  const answers = () =>
    Promise.all(
      Array.from({ length: (rounds + 2) * calls }, async () => {
        const { publicKey } = await world.post("/v1/sign-in/passkey/options", {});
        return { challenge: publicKey.challenge as string, credential: key.get(publicKey) };
      }),
    );
  const [forUs, forThem] = [await answers(), await answers()];
  const bare = async () => {
    const { challenge, credential } = forThem.pop() ?? missing();
    const { verified } = await verifyAuthenticationResponse({
      // biome-ignore lint/suspicious/noExplicitAny: what a browser writes.
      response: credential as any,
      expectedChallenge: challenge,
      expectedOrigin: [ORIGIN],
      expectedRPID: RELYING_PARTY,
      credential: { id: key.id, publicKey: credentialPublicKey ?? missing(), counter: 0 },
      requireUserVerification: true,
    });
    if (!verified) throw new Error("The library refused the answer.");
  };
  const cordon = async () => {
    await world.post("/v1/sign-in/passkey", { credential: (forUs.pop() ?? missing()).credential });
  };
  return row("sign-in by passkey, beside WebAuthn", await alternate({ bare, cordon }, rounds, calls), 25);
}

/** Access tokens that the application signs, and that the policy engine verifies, in a second. */
async function tokens(): Promise<BenchmarkRow[]> {
  const world = new IdentityWorld();
  const invitation = await world.invite("cid");
  const body = { invitation, password: "violet harbour rivers 9" };
  const answer = await world.post("/v1/registration/password", body);
  const { ports, now } = world;
  const person = (await personById(ports.store, answer.person.id))?.value ?? missing();
  const [session = missing()] = await openSessions(ports.store, person.id, now);
  const keys = issuerKeys(ports);
  const issue = async () => {
    await accessToken({ ports, settings: SETTINGS, now }, person, session);
  };
  const verify = async () => {
    const verified = await verifyToken(answer.access_token, keys, tokenSettings(SETTINGS).token, now);
    if (!verified.ok) throw new Error(verified.reason);
  };
  const times = await alternate({ issue, verify }, smoke ? 3 : 21, smoke ? 10 : 200);
  return (["issue", "verify"] as const).map((what) => ({
    what: `access tokens, ${what}`,
    "a second": Math.round(1_000_000 / times[what]),
  }));
}

function row(
  what: string,
  { bare, cordon }: { readonly bare: number; readonly cordon: number },
  most: number,
): BenchmarkRow {
  const overhead = (cordon / bare - 1) * 100;
  return {
    what,
    "cordon ms": round2(cordon / 1000),
    "bare ms": round2(bare / 1000),
    "overhead %": round(overhead),
    target: `at most ${most} %: ${overhead <= most ? "pass" : "miss"}`,
  };
}

function round2(value: number): number {
  return Number(value.toFixed(2));
}

function missing(): never {
  throw new Error("What was to be measured is missing.");
}
