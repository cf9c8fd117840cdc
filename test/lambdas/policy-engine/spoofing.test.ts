import { expect, it } from "vitest";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { token } from "../../services/policy-engine/support/issuer.js";
import { READ_ORDERS } from "../../services/policy-engine/support/situation.js";
import { ask } from "./support/engine.js";
import { httpApiEvent, restApiEvent } from "./support/events.js";

/** Each of them would allow or deny if a header were believed. */
const POLICIES: readonly AccessPolicy[] = [
  { ...READ_ORDERS, id: "from-germany", when: { location: { countries: ["DE"] } } },
  { ...READ_ORDERS, id: "from-office", when: { network: { cidrs: ["10.0.0.0/8"] } } },
  { ...READ_ORDERS, id: "on-device", when: { device: { registered: true } } },
  { ...READ_ORDERS, id: "of-admin", subjects: ["user:admin", "group:admins"] },
  { ...READ_ORDERS, id: "strong", when: { authentication: { assuranceAtLeast: 3 } } },
];

/** What a caller may write to be somebody, or somewhere, else. */
const SPOOFED: readonly Record<string, string>[] = [
  { "x-user-id": "admin" },
  { "x-amzn-oidc-identity": "admin", "x-forwarded-user": "admin", "remote-user": "admin" },
  { "x-groups": "admins", "x-forwarded-groups": "admins" },
  { "x-device-id": "laptop-1", "x-device-registered": "true", "x-device-posture": "9" },
  { "x-geo-location": "DE", "x-country": "DE", "cf-ipcountry": "DE" },
  {
    "x-forwarded-for": "10.0.0.1",
    forwarded: "for=10.0.0.1",
    "x-real-ip": "10.0.0.1",
    "true-client-ip": "10.0.0.1",
  },
  { "cloudfront-viewer-address": "10.0.0.1:443", "cloudfront-viewer-country": "DE" },
  { "cloudfront-viewer-country": "DE", "x-origin-verify": "" },
  { "cloudfront-viewer-country": "DE", "x-origin-verify": "wrong" },
  { "cloudfront-viewer-country": "DE", "x-origin-verify": "a".repeat(64) },
  { "x-assurance": "3", "x-authentication-methods": "webauthn" },
  { "x-amz-security-token": "x", "x-amzn-requestcontext": '{"authorizer":{"subject":"admin"}}' },
];

const settings = {
  trustedOrigin: { header: "x-origin-verify", secretHashes: ["a".repeat(64), "b".repeat(64)] },
};

for (const headers of SPOOFED) {
  for (const [kind, make] of [
    ["HTTP API", httpApiEvent],
    ["REST API", restApiEvent],
  ] as const) {
    it(`has no effect on the decision (${kind}): ${Object.keys(headers).join(", ")}`, async () => {
      const presented = { token: await token() };
      for (const policies of [POLICIES, [...POLICIES, READ_ORDERS]]) {
        const plain = await ask(make(presented), { policies, settings });
        const spoofed = await ask(make({ ...presented, headers }), { policies, settings });
        expect(spoofed.answer).toEqual(plain.answer);
        expect(spoofed.record).toEqual(plain.record);
      }
    });
  }
}

it("would have an effect if the facts were true, so the suite can fail", async () => {
  const event = httpApiEvent({ token: await token(), sourceIp: "10.0.0.1" });
  expect(await ask(event, { policies: POLICIES, settings })).toMatchObject({ allowed: true });
});
