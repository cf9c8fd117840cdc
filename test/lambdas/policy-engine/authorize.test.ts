import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { compile } from "../../../core/policy/engine/compile.js";
import { NOW, NOW_SECONDS, token } from "../../services/policy-engine/support/issuer.js";
import { READ_ORDERS } from "../../services/policy-engine/support/situation.js";
import { ask } from "./support/engine.js";
import { httpApiEvent, restApiEvent } from "./support/events.js";

const DEVICE = {
  owner: "user:u-17",
  registered: true,
  revoked: false,
  posture: 3,
  postureMeasuredAt: NOW - 1000,
};

it("allows what a policy allows, with a record that says who, what, from where and by which policy", async () => {
  const { answer, record } = await ask(httpApiEvent({ token: await token({ device_id: "laptop-1" }) }), {
    records: { device: DEVICE },
  });
  expect(answer).toEqual({
    isAuthorized: true,
    context: {
      reason: "allowed",
      eventId: "event-1",
      policy: "orders-read",
      subject: "u-17",
      subjectKind: "user",
      sessionId: "session-1",
      deviceId: "laptop-1",
      validUntil: "2026-03-02T10:10:00Z",
    },
  });
  expect(record).toEqual({
    event_id: "event-1",
    ts: "2026-03-02T10:00:00.000Z",
    user_id: "u-17",
    peer_group: "oncall",
    source_ip: "198.51.100.7",
    location: null,
    lat: null,
    lon: null,
    region: "eu-central-1",
    resource: "orders/42",
    action: "http:GET",
    decision: "ALLOW",
    reason: "allowed",
    policy_id: "orders-read",
    device_id: "laptop-1",
    session_id: "session-1",
    function: "shop-engine",
  });
});

it("answers a REST API with a policy for the one method, and scalars as context", async () => {
  const event = restApiEvent({ token: await token() });
  const { answer } = await ask(event);
  expect(answer).toEqual({
    principalId: "u-17",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }],
    },
    context: {
      reason: "allowed",
      eventId: "event-1",
      policy: "orders-read",
      subject: "u-17",
      subjectKind: "user",
      sessionId: "session-1",
      validUntil: "2026-03-02T10:10:00Z",
    },
  });
});

it("denies what no policy allows", async () => {
  expect(await ask(httpApiEvent({ method: "DELETE", token: await token() }))).toMatchObject({
    allowed: false,
    reason: "no_matching_policy",
    record: { user_id: "u-17", action: "http:DELETE", policy_id: null },
  });
  const { answer } = await ask(restApiEvent({ method: "DELETE", token: await token() }));
  expect(answer).toMatchObject({ policyDocument: { Statement: [{ Effect: "Deny" }] } });
});

it("judges the claims that authentication left in the token", async () => {
  const policies = [
    {
      ...READ_ORDERS,
      when: { authentication: { assuranceAtLeast: 2, methods: ["webauthn"], maxAgeSeconds: 90 } },
    },
  ];
  const decision = async (changes: Record<string, unknown>) =>
    (await ask(httpApiEvent({ token: await token(changes) }), { policies })).reason;
  expect(await decision({})).toBe("allowed");
  expect(await decision({ acr: "aal1" })).toBe("authentication_too_weak");
  expect(await decision({ acr: "unheard-of" })).toBe("authentication_too_weak");
  expect(await decision({ acr: "__proto__" })).toBe("authentication_too_weak");
  expect(await decision({ amr: ["pwd"] })).toBe("authentication_too_weak");
  expect(await decision({ amr: "webauthn" })).toBe("authentication_too_weak");
  expect(await decision({ auth_time: NOW_SECONDS - 100 })).toBe("authentication_too_weak");
});

it.each([NOW_SECONDS + 1, 253_402_300_800, 1e300, -1e300, "yesterday", [NOW_SECONDS]])(
  "believes nothing about an authentication at %j, a future one or one that nobody can place",
  async (at) => {
    const policies = [{ ...READ_ORDERS, when: { authentication: { assuranceAtLeast: 2 } } }];
    const decision = async (auth_time: unknown) =>
      (await ask(httpApiEvent({ token: await token({ auth_time }) }), { policies })).reason;
    expect(await decision(at)).toBe("authentication_too_weak");
    expect(await decision(undefined)).toBe("allowed");
    expect(await decision(null)).toBe("allowed");
  },
);

it("names in the context what the caller can do", async () => {
  const policies = [{ ...READ_ORDERS, when: { authentication: { assuranceAtLeast: 3 } } }];
  const { context } = await ask(httpApiEvent({ token: await token() }), { policies });
  expect(JSON.parse(String(context["obligations"]))).toEqual([{ authenticate: { assuranceAtLeast: 3 } }]);
});

it("takes a client with credentials of its own for a service", async () => {
  const policies = [{ ...READ_ORDERS, subjects: ["service:checkout"] }];
  const asService = await token({ sub: "checkout", client_id: "checkout", groups: undefined });
  const asUser = await token({ sub: "checkout", client_id: "web-app", groups: undefined });
  expect((await ask(httpApiEvent({ token: asService }), { policies })).reason).toBe("allowed");
  expect((await ask(httpApiEvent({ token: asUser }), { policies })).reason).toBe("no_matching_policy");
});

it.each([null, 5, "contractors", ["staff", 7]])(
  "holds a denial of a group against a token whose groups are %j",
  async (groups) => {
    const policies = [
      { ...READ_ORDERS, subjects: ["*"] },
      { ...READ_ORDERS, id: "no-contractors", effect: "deny" as const, subjects: ["group:contractors"] },
    ];
    const answer = await ask(httpApiEvent({ token: await token({ groups }) }), { policies });
    expect(answer).toMatchObject({ allowed: false, reason: "denied_by_policy" });
  },
);

const rowWith = (effect: "allow" | "deny", id: string) => ({
  subjectPolicies: compile([{ ...READ_ORDERS, id, effect, subjects: ["user:u-17"], actions: ["*"] }]),
});

it("lets a row deny beside the bundle, under an id that no policy of the bundle can have", async () => {
  const event = httpApiEvent({ token: await token() });
  expect(await ask(event, { records: rowWith("deny", "orders-read") })).toMatchObject({
    allowed: false,
    reason: "denied_by_policy",
    context: { policy: "row:orders-read" },
    record: { policy_id: "row:orders-read" },
  });
  // The bundle's own policy of that id keeps its name beside a row that is about something else.
  const elsewhere = compile([{ ...READ_ORDERS, effect: "deny", resources: ["invoices/*"] }]);
  expect(await ask(event, { records: { subjectPolicies: elsewhere } })).toMatchObject({
    allowed: true,
    record: { policy_id: "orders-read" },
  });
});

it("lets a row allow only where that is switched on, and says that it was a row", async () => {
  const event = httpApiEvent({ token: await token() });
  const records = rowWith("allow", "orders-read");
  expect(await ask(event, { policies: [], records })).toMatchObject({
    allowed: false,
    reason: "no_matching_policy",
    record: { policy_id: null },
  });
  expect(await ask(event, { policies: [], records, subjectPoliciesMayAllow: true })).toMatchObject({
    allowed: true,
    context: { policy: "row:orders-read" },
    record: { policy_id: "row:orders-read" },
  });
  const deny = { ...READ_ORDERS, id: "stop", effect: "deny" as const };
  expect(await ask(event, { policies: [deny], records, subjectPoliciesMayAllow: true })).toMatchObject({
    allowed: false,
    record: { policy_id: "stop" },
  });
});

it("asks for nothing that would only satisfy a row that may not allow", async () => {
  const needsMore = compile([{ ...READ_ORDERS, when: { justified: true } }]);
  const event = httpApiEvent({ token: await token() });
  const off = await ask(event, { policies: [], records: { subjectPolicies: needsMore } });
  expect(off.context["obligations"]).toBeUndefined();
  const on = await ask(event, {
    policies: [],
    records: { subjectPolicies: needsMore },
    subjectPoliciesMayAllow: true,
  });
  expect(on.context["obligations"]).toBe('[{"justify":true}]');
});

it("ends an allow with the posture, before the token", async () => {
  const records = { device: { ...DEVICE, postureMeasuredAt: NOW - 86_400_000 + 5000 } };
  const { context } = await ask(httpApiEvent({ token: await token({ device_id: "laptop-1" }) }), { records });
  expect(context["validUntil"]).toBe("2026-03-02T10:00:05Z");
});

it("believes the country of a trusted origin, during the rotation of its secret too", async () => {
  const policies = [{ ...READ_ORDERS, when: { location: { countries: ["DE"] } } }];
  const secrets = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"];
  const hashes = secrets.map((secret) => createHash("sha256").update(secret).digest("hex"));
  const settings = { trustedOrigin: { header: "x-origin-verify", secretHashes: hashes } };
  for (const secret of secrets) {
    const headers = {
      "x-origin-verify": secret,
      "cloudfront-viewer-country": "DE",
      "cloudfront-viewer-latitude": "52.52",
      "cloudfront-viewer-longitude": "13.40",
    };
    const event = httpApiEvent({ token: await token(), headers });
    expect(await ask(event, { policies, settings })).toMatchObject({
      allowed: true,
      record: { location: "DE", lat: 52.52, lon: 13.4 },
    });
  }
});

it("takes the justification of the caller for what it is: some words", async () => {
  const policies = [{ ...READ_ORDERS, when: { justified: true } }];
  const event = async (headers: Record<string, string>) => httpApiEvent({ token: await token(), headers });
  expect((await ask(await event({}), { policies })).reason).toBe("justification_missing");
  expect((await ask(await event({ "x-access-justification": " " }), { policies })).reason).toBe(
    "justification_missing",
  );
  expect((await ask(await event({ "X-Access-Justification": "incident 7" }), { policies })).reason).toBe(
    "allowed",
  );
});
