import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { createLocalJWKSet, exportSPKI, importJWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { denied } from "../../../services/policy-engine/reasons.js";
import {
  claims,
  forgedToken,
  NOW,
  NOW_SECONDS,
  publicJwk,
  token,
} from "../../services/policy-engine/support/issuer.js";
import { READ_ORDERS, type Situation } from "../../services/policy-engine/support/situation.js";
import { ask } from "./support/engine.js";
import { httpApiEvent, restApiEvent } from "./support/events.js";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const HEADER = { alg: "ES256", kid: "key-1", typ: "at+jwt" };

/** Signed with the issuer's public key as if it were a shared secret: the classic confusion of RS256 and HS256. */
async function confused(): Promise<string> {
  const key = await importJWK(publicJwk, "ES256", { extractable: true });
  const content = `${encode({ ...HEADER, alg: "HS256" })}.${encode(claims())}`;
  const secret = await exportSPKI(key as Parameters<typeof exportSPKI>[0]);
  return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
}

/** Signed by somebody who claims the issuer's key id, with a key of another kind. */
function otherKind(): string {
  const content = `${encode({ ...HEADER, alg: "RS256" })}.${encode(claims())}`;
  return `${content}.${createSign("sha256").update(content).sign(rsa.privateKey, "base64url")}`;
}

async function tampered(): Promise<string> {
  const [header, , signature] = (await token()).split(".");
  return `${header}.${encode(claims({ sub: "u-1" }))}.${signature}`;
}

async function unsecured(): Promise<string> {
  const [, payload, signature] = (await token()).split(".");
  return `${encode({ ...HEADER, alg: "none" })}.${payload}.${signature}`;
}

const TOKENS: readonly (readonly [what: string, reason: string, token: () => string | Promise<string>])[] = [
  ["expired", "token_expired", () => token({ exp: NOW_SECONDS - 6 })],
  [
    "of an unsecured algorithm",
    "token_algorithm_refused",
    () => forgedToken({ ...HEADER, alg: "none" }, claims()),
  ],
  ["of an unsecured algorithm with a signature", "token_algorithm_refused", unsecured],
  [
    "of an unsecured algorithm in capitals",
    "token_algorithm_refused",
    () => forgedToken({ ...HEADER, alg: "NONE" }, claims()),
  ],
  ["signed with the public key as a secret", "token_algorithm_refused", confused],
  ["signed with a key of another kind", "token_key_unknown", otherKind],
  ["signed with an unknown key", "token_key_unknown", () => token({}, { kid: "key-2" })],
  [
    "of an audience of somebody else",
    "token_audience_refused",
    () => token({ aud: "https://other.example.com" }),
  ],
  ["without an audience", "token_claim_missing", () => token({ aud: undefined })],
  ["of another issuer", "token_issuer_refused", () => token({ iss: "https://evil.example.com/" })],
  ["that starts in the future", "token_not_yet_valid", () => token({ nbf: NOW_SECONDS + 60 })],
  ["that was issued in the future", "token_not_yet_valid", () => token({ iat: NOW_SECONDS + 60 })],
  ["without an end", "token_claim_missing", () => token({ exp: undefined })],
  ["with an end that is a text", "token_claim_missing", () => token({ exp: "never" })],
  ["with an end after the end of time", "token_claim_missing", () => token({ exp: 1e300 })],
  ["without a time of issue", "token_claim_missing", () => token({ iat: undefined })],
  ["without a subject", "token_claim_missing", () => token({ sub: undefined })],
  ["with an empty subject", "token_claim_missing", () => token({ sub: "" })],
  ["with a subject of half a character", "token_claim_missing", () => token({ sub: "u-\ud800" })],
  ["with a session that is no text", "token_claim_missing", () => token({ sid: 7 })],
  ["with a device that is no text", "token_claim_missing", () => token({ device_id: ["laptop-1"] })],
  ["of another type", "token_type_refused", () => token({}, { typ: "JWT" })],
  ["without a type", "token_type_refused", () => token({}, { typ: undefined })],
  ["whose content was changed", "token_signature_invalid", tampered],
  ["whose header is no JSON", "token_malformed", () => `AAAA.${encode(claims())}.AAAA`],
  [
    "with a critical extension",
    "token_algorithm_refused",
    () => forgedToken({ ...HEADER, crit: ["x"], x: 1 }, claims(), "AAAA"),
  ],
];

describe("a token", () => {
  for (const [what, reason, make] of TOKENS) {
    it(`${what} is denied: ${reason}`, async () => {
      for (const event of [httpApiEvent({ token: await make() }), restApiEvent({ token: await make() })]) {
        expect(await ask(event)).toMatchObject({ allowed: false, reason, reported: [] });
      }
    });
  }

  it("is taken within the tolerance of the clock", async () => {
    expect(await ask(httpApiEvent({ token: await token({ exp: NOW_SECONDS - 4 }) }))).toMatchObject({
      allowed: true,
    });
    expect(await ask(httpApiEvent({ token: await token({ nbf: NOW_SECONDS + 5 }) }))).toMatchObject({
      allowed: true,
    });
  });

  it("is not verified with the key that it brings along", async () => {
    const jwk = rsa.publicKey.export({ format: "jwk" });
    const own = await new SignJWT(claims())
      .setProtectedHeader({
        alg: "RS256",
        kid: "own",
        typ: "at+jwt",
        jwk,
        jku: "https://evil.example.com/jwks",
      })
      .sign(rsa.privateKey);
    expect(await ask(httpApiEvent({ token: own }))).toMatchObject({
      allowed: false,
      reason: "token_key_unknown",
    });
  });

  it("is denied when two keys of the set would do", async () => {
    const twice = createLocalJWKSet({ keys: [publicJwk, publicJwk] });
    const ports = { keys: twice };
    expect(await ask(httpApiEvent({ token: await token() }), { ports })).toMatchObject({
      reason: "token_key_unknown",
    });
  });

  it("is denied when it is older than is accepted", async () => {
    const settings = {
      token: {
        issuer: claims().iss as string,
        audience: [claims().aud as string],
        algorithms: ["ES256"],
        requiredClaims: ["acr"],
        clockToleranceSeconds: 0,
        maximumAgeSeconds: 60,
      },
    };
    const asked = async (changes: Record<string, unknown>) =>
      (await ask(httpApiEvent({ token: await token(changes) }), { settings })).reason;
    expect(await asked({ iat: NOW_SECONDS - 61 })).toBe("token_expired");
    expect(await asked({ acr: undefined })).toBe("token_claim_missing");
    expect(await asked({})).toBe("allowed");
  });
});

const valid = await token();
const HEADERS: readonly (readonly [what: string, reason: string, headers: Record<string, string>])[] = [
  ["no Authorization header", "token_missing", {}],
  ["an empty Authorization header", "token_missing", { authorization: "  " }],
  ["another scheme", "token_malformed", { authorization: "Basic dTpw" }],
  ["a token without a scheme", "token_malformed", { authorization: valid }],
  [
    "two tokens, as API Gateway joins repeated headers",
    "token_malformed",
    { authorization: `Bearer ${valid},Bearer ${valid}` },
  ],
  [
    "two headers that differ in case",
    "token_malformed",
    { authorization: `Bearer ${valid}`, Authorization: `Bearer ${valid}` },
  ],
  ["an encrypted token", "token_malformed", { authorization: "Bearer a.b.c.d.e" }],
  ["a header of 10 MB", "token_too_large", { authorization: `Bearer ${"A".repeat(10_000_000)}` }],
];

describe("a request with", () => {
  for (const [what, reason, headers] of HEADERS) {
    it(`${what} is denied: ${reason}`, async () => {
      expect(await ask(httpApiEvent({ headers }))).toMatchObject({ allowed: false, reason });
      expect(await ask(restApiEvent({ headers }))).toMatchObject({ allowed: false, reason });
    });
  }

  it("a repeated header of a REST API is denied: token_malformed", async () => {
    const event = restApiEvent({ token: valid });
    const multiValueHeaders = { Authorization: [`Bearer ${valid}`, `Bearer ${valid}`] };
    expect(await ask({ ...event, multiValueHeaders })).toMatchObject({ reason: "token_malformed" });
  });
});

const OWN = {
  owner: "user:u-17",
  registered: true,
  revoked: false,
  posture: 3,
  postureMeasuredAt: NOW - 1000,
};
const WITH_POSTURE = [{ ...READ_ORDERS, when: { device: { registered: true, postureAtLeast: 3 } } }];
const RECORDS: readonly (readonly [what: string, reason: string, situation: Situation])[] = [
  ["is unknown", "device_unknown", {}],
  ["belongs to somebody else", "device_not_owned", { records: { device: { ...OWN, owner: "user:u-1" } } }],
  [
    "belongs to a service of the same name",
    "device_not_owned",
    { records: { device: { ...OWN, owner: "service:u-17" } } },
  ],
  ["was revoked", "device_revoked", { records: { device: { ...OWN, revoked: true } } }],
  [
    "was measured a day ago",
    "device_posture_stale",
    { records: { device: { ...OWN, postureMeasuredAt: NOW - 86_400_000 } }, policies: WITH_POSTURE },
  ],
  [
    "was measured in the future",
    "device_posture_stale",
    { records: { device: { ...OWN, postureMeasuredAt: NOW + 1 } }, policies: WITH_POSTURE },
  ],
  [
    "was measured at no known time",
    "device_posture_stale",
    { records: { device: { ...OWN, postureMeasuredAt: undefined } }, policies: WITH_POSTURE },
  ],
  [
    "has too low a posture",
    "device_not_trusted",
    { records: { device: { ...OWN, posture: 2 } }, policies: WITH_POSTURE },
  ],
  [
    "has no posture",
    "device_not_trusted",
    { records: { device: { ...OWN, posture: undefined } }, policies: WITH_POSTURE },
  ],
  [
    "is not registered",
    "device_not_trusted",
    { records: { device: { ...OWN, registered: false } }, policies: WITH_POSTURE },
  ],
  [
    "is fit, but the session was revoked",
    "session_revoked",
    { records: { device: OWN, sessionRevoked: true } },
  ],
  [
    "is fit, but the tokens were revoked since",
    "token_revoked",
    { records: { device: OWN, tokensRevokedUntil: NOW - 60_000 } },
  ],
];

describe("a device that", () => {
  for (const [what, reason, situation] of RECORDS) {
    it(`${what} is denied: ${reason}`, async () => {
      const event = httpApiEvent({ token: await token({ device_id: "laptop-1" }) });
      expect(await ask(event, situation)).toMatchObject({
        allowed: false,
        reason,
        record: { user_id: "u-17", device_id: "laptop-1" },
      });
    });
  }

  it("has an old posture may do what no posture is asked for", async () => {
    const event = httpApiEvent({ token: await token({ device_id: "laptop-1" }) });
    const records = { device: { ...OWN, postureMeasuredAt: 0 }, tokensRevokedUntil: NOW - 60_001 };
    expect(await ask(event, { records })).toMatchObject({ allowed: true });
  });

  it("is not named by the token does not count as registered", async () => {
    const situation = { records: { device: OWN }, policies: WITH_POSTURE };
    expect(await ask(httpApiEvent({ token: valid }), situation)).toMatchObject({
      reason: "device_not_trusted",
    });
  });
});

const never = () => new Promise<never>(() => {});
const breaks = async () => {
  throw new Error("defect");
};
const PORTS: readonly (readonly [what: string, reason: string, ports: Situation["ports"]])[] = [
  ["the key set cannot be read", "key_set_unavailable", { keys: breaks }],
  ["the key set does not answer", "deadline_exceeded", { keys: never }],
  ["the registry throttles", "registry_throttled", { registry: async () => denied("registry_throttled") }],
  ["the registry does not answer", "deadline_exceeded", { registry: never }],
  ["the registry breaks", "internal_error", { registry: breaks }],
  [
    "the policies are not those that were published",
    "policies_hash_mismatch",
    { policies: async () => denied("policies_hash_mismatch") },
  ],
  ["the policies do not load", "deadline_exceeded", { policies: never }],
];

describe("when", () => {
  for (const [what, reason, ports] of PORTS) {
    it(`${what}, the answer is a denial in time: ${reason}`, async () => {
      const situation = { ...(ports === undefined ? {} : { ports }), deadlineMilliseconds: 50 };
      expect(await ask(httpApiEvent({ token: valid }), situation)).toMatchObject({ allowed: false, reason });
    });
  }

  it("something breaks, the defect is reported beside the denial", async () => {
    const { reported } = await ask(httpApiEvent({ token: valid }), { ports: { registry: breaks } });
    expect(reported).toEqual([new Error("defect")]);
  });

  it("the settings are unusable, everything is denied: configuration_invalid", async () => {
    const settings = { unusable: true };
    expect(await ask(httpApiEvent({ token: valid }), { settings })).toMatchObject({
      reason: "configuration_invalid",
    });
  });
});

describe("an event that is not one of ours", () => {
  for (const event of [
    undefined,
    null,
    7,
    "x",
    [],
    {},
    { version: "1.0", type: "REQUEST" },
    { version: "2.0", type: "REQUEST" },
    { type: "REQUEST", methodArn: "arn" },
    { type: "TOKEN", authorizationToken: `Bearer ${valid}`, methodArn: "arn" },
  ]) {
    it(`is denied: ${JSON.stringify(event) ?? "undefined"}`.slice(0, 70), async () => {
      expect(await ask(event)).toMatchObject({
        allowed: false,
        reason: "event_unreadable",
        record: { resource: "unknown", action: "unknown", user_id: null },
      });
    });
  }
});
