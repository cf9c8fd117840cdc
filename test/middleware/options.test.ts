import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { zeroTrust } from "../../middleware/index.js";
import type { ZeroTrustOptions } from "../../middleware/options.js";
import { makeWorkFolder } from "../harness/work-folder.js";

const TOKEN = {
  issuer: "https://login.example.com/",
  audience: "api",
  keySetUrl: "https://login.example.com/jwks",
};
const VALID: ZeroTrustOptions = { token: TOKEN, policies: [] };

/** What is written by somebody without a type checker, or by one who silenced it. */
const untyped = <T>(value: unknown): T => value as T;

const REFUSED: readonly (readonly [what: string, options: ZeroTrustOptions, message: RegExp])[] = [
  ["no issuer", { ...VALID, token: { ...TOKEN, issuer: "" } }, /at options\.token\.issuer.*the iss claim/],
  ["no audience", { ...VALID, token: { ...TOKEN, audience: [] } }, /at options\.token\.audience/],
  [
    "a key set without TLS",
    { ...VALID, token: { ...TOKEN, keySetUrl: "http://login.example.com/jwks" } },
    /token\.keySetUrl.*https URL/,
  ],
  [
    "a symmetric algorithm",
    { ...VALID, token: { ...TOKEN, algorithms: ["HS256"] } },
    /token\.algorithms.*"HS256".*RS256/,
  ],
  [
    "no signature at all",
    { ...VALID, token: { ...TOKEN, algorithms: ["none"] } },
    /token\.algorithms.*"none"/,
  ],
  ["no algorithm", { ...VALID, token: { ...TOKEN, algorithms: [] } }, /token\.algorithms/],
  ["neither policies nor evaluation", { token: TOKEN }, /either policies or evaluation/],
  [
    "both",
    { ...VALID, evaluation: { url: "https://pdp.example.com/access/v1/evaluation" } },
    /either policies or evaluation/,
  ],
  [
    "an evaluation without TLS",
    { token: TOKEN, evaluation: { url: "http://pdp.example.com/" } },
    /evaluation\.url.*https URL/,
  ],
  [
    "a deadline of nothing",
    { ...VALID, deadlineMilliseconds: 0 },
    /deadlineMilliseconds.*whole number from 1/,
  ],
  [
    "a secret in place of its hash",
    { ...VALID, trustedOrigin: { header: "x", secretHashes: ["secret"] } },
    /secretHashes.*SHA-256/,
  ],
  [
    "the hash of an empty secret",
    {
      ...VALID,
      trustedOrigin: { header: "x", secretHashes: [createHash("sha256").update("").digest("hex")] },
    },
    /secretHashes.*at least 32 characters/,
  ],
  [
    "a header that has no name",
    { ...VALID, trustedOrigin: { header: "x origin", secretHashes: ["a".repeat(64)] } },
    /trustedOrigin\.header.*header name/,
  ],
  [
    "a tolerance that lets a token of years ago in",
    { ...VALID, token: { ...TOKEN, clockToleranceSeconds: 1e9 } },
    /token\.clockToleranceSeconds.*Got: 1000000000.*from 0 to 300/,
  ],
  [
    "a tolerance that is not a number",
    { ...VALID, token: { ...TOKEN, clockToleranceSeconds: NaN } },
    /Got: NaN/,
  ],
  ["an age of nothing", { ...VALID, token: { ...TOKEN, maximumAgeSeconds: Infinity } }, /from 60 to 86400/],
  [
    "a claim that is null",
    { ...VALID, claims: untyped({ groups: null }) },
    /at options\.claims\.groups.*null/,
  ],
  ["a misspelt claim", { ...VALID, claims: untyped({ group: "g" }) }, /did you mean "groups"\?/],
  [
    "a misspelt option",
    untyped({ ...VALID, clockTolerance: 5 }),
    /at options\.clockTolerance: zeroTrust has no/,
  ],
  [
    "an assurance level of 4",
    { ...VALID, assuranceLevels: { high: 4 } },
    /assuranceLevels\["high"\].*1 to 3/,
  ],
  ["a posture for ever", { ...VALID, postureMaximumAgeSeconds: 1e12 }, /from 60 to 2592000/],
  [
    "an origin without a secret",
    { ...VALID, trustedOrigin: { header: "x-o", secretHashes: [] } },
    /1 or more/,
  ],
  ["a log that is a file", { ...VALID, log: untyped("access.log") }, /at options\.log.*a function/],
  ["policies that are one policy", { ...VALID, policies: untyped({ id: "a" }) }, /at options\.policies/],
  ["policies that JSON cannot write", { ...VALID, policies: untyped([{ id: 1n }]) }, /BigInt/],
  [
    "a registry that nobody asks",
    { token: TOKEN, evaluation: { url: "https://pdp.example.com/" }, registry: untyped(() => undefined) },
    /at options\.registry: zeroTrust has no use/,
  ],
  [
    "a folder that is not there",
    { token: TOKEN, policies: "/nonexistent/policies" },
    /options\.policies.*no such file or folder/,
  ],
];

it("accepts the least that it needs, and a header name in any case", () => {
  const trustedOrigin = { header: "X-Origin-Verify", secretHashes: ["a".repeat(64)] };
  expect(zeroTrust({ ...VALID, trustedOrigin })).toBeTypeOf("function");
  expect(zeroTrust(VALID)).toBeTypeOf("function");
});

for (const [what, options, message] of REFUSED) {
  it(`refuses ${what}: CORDON_MIDDLEWARE_OPTION_INVALID`, () => {
    expect(() => zeroTrust(options)).toThrow(message);
    expect(() => zeroTrust(options)).toThrow(
      expect.objectContaining({ code: "CORDON_MIDDLEWARE_OPTION_INVALID" }),
    );
  });
}

it("does not repeat what may be a secret", () => {
  const trustedOrigin = { header: "x-origin", secretHashes: ["hunter2"] };
  expect(() => zeroTrust({ ...VALID, trustedOrigin })).toThrow(/Got: a text of 7 characters/);
});

it.each([undefined, null, 5, "options", [], {}])("refuses %j in place of options", (options) => {
  expect(() => zeroTrust(untyped(options))).toThrow(
    expect.objectContaining({ code: "CORDON_MIDDLEWARE_OPTION_INVALID" }),
  );
});

it("says where a wrong policy is wrong", () => {
  const { path: folder, remove } = makeWorkFolder("middleware");
  onTestFinished(remove);
  expect(() => zeroTrust({ token: TOKEN, policies: folder })).toThrow(/the folder has no \*\.json file/);
  const policy = { id: "p", effect: "alow", subjects: ["*"], actions: ["*"], resources: ["*"] };
  writeFileSync(join(folder, "p.json"), JSON.stringify({ version: 1, policies: [policy] }));
  expect(() => zeroTrust({ token: TOKEN, policies: folder })).toThrow(/p\.json#\/policies\/0\/effect/);
});
