import { expect, it } from "vitest";
import { transmittersOf } from "../../../lambdas/authenticator/transmitters.js";

const GOOD = {
  iss: "https://transmitter.example",
  aud: "cordon",
  authorization_sha256: "ab".repeat(32),
  jwks: { keys: [{ kty: "RSA" }] },
};

it("reads who may send security events, without the secrets themselves", () => {
  expect(transmittersOf(JSON.stringify([GOOD]))).toEqual([
    { iss: GOOD.iss, aud: GOOD.aud, authorizationHash: GOOD.authorization_sha256, jwks: GOOD.jwks },
  ]);
});

it.each([
  [{}],
  [[{ ...GOOD, iss: undefined }]],
  [[{ ...GOOD, aud: "" }]],
  [[{ ...GOOD, authorization_sha256: "Bearer secret" }]],
  [[{ ...GOOD, jwks: { keys: [] } }]],
  [[GOOD, null]],
])("refuses %j", (given) => {
  expect(() => transmittersOf(JSON.stringify(given))).toThrow();
});
