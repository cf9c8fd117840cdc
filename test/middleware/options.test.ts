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

it("says where a wrong policy is wrong", () => {
  const { path: folder, remove } = makeWorkFolder("middleware");
  onTestFinished(remove);
  expect(() => zeroTrust({ token: TOKEN, policies: folder })).toThrow(/the folder has no \*\.json file/);
  const policy = { id: "p", effect: "alow", subjects: ["*"], actions: ["*"], resources: ["*"] };
  writeFileSync(join(folder, "p.json"), JSON.stringify({ version: 1, policies: [policy] }));
  expect(() => zeroTrust({ token: TOKEN, policies: folder })).toThrow(/p\.json#\/policies\/0\/effect/);
});
