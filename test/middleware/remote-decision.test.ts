import { expect, it } from "vitest";
import { compile } from "../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { answerHttp } from "../../lambdas/authzen/answer-http.js";
import { zeroTrust } from "../../middleware/index.js";
import type { RemoteEvaluation } from "../../middleware/options.js";
import { decideAccess } from "../../services/policy-engine/decide-access.js";
import { verified } from "../../services/policy-engine/reasons.js";
import { json, serve } from "../harness/http-server.js";
import { isEvaluationRequest } from "../services/authzen/support/authzen-schemas.js";
import { ask, bearer, listen, options } from "./support.js";

async function serverWith(evaluation: RemoteEvaluation, deadlineMilliseconds = 3000) {
  const { given, records } = await options({ evaluation, deadlineMilliseconds });
  const guard = zeroTrust(given);
  const url = await listen((request, response) => guard(request, response, () => response.end("through")));
  return { url, records };
}

const POLICIES: readonly AccessPolicy[] = [
  { id: "read", effect: "allow", subjects: ["group:oncall"], actions: ["http:GET"], resources: ["orders/*"] },
  {
    id: "delete",
    effect: "allow",
    subjects: ["user:u-17"],
    actions: ["http:DELETE"],
    resources: ["orders/*"],
    when: {
      authentication: { assuranceAtLeast: 3 },
      attributes: [{ path: "subject.department", operator: "==", value: "Sales" }],
    },
  },
];

/** The AuthZEN endpoints of this repository behind a real server. */
async function policyDecisionPoint() {
  const requests: unknown[] = [];
  const lines: string[] = [];
  const sources = {
    registry: async () => verified({ sessionRevoked: false }),
    policies: async () => verified(compile(POLICIES)),
  };
  const ports = {
    now: Date.now,
    newEventId: () => "remote-event",
    decide: decideAccess(sources, 60),
    log: (line: string) => lines.push(line),
    report: () => {},
  };
  const server = await serve(async (request, response, body) => {
    requests.push(JSON.parse(body));
    const { url, method, headers } = request;
    const event = { rawPath: url, requestContext: { http: { method } }, headers, body };
    const settings = { region: undefined, unusable: false };
    const answer = await answerHttp(event, settings, ports, AbortSignal.timeout(1000));
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  return { url: `${server.url}/access/v1/evaluation`, requests, lines };
}

it("decides as the remote policy decision point does, with its reason and its record", async () => {
  const remote = await policyDecisionPoint();
  const { url, records } = await serverWith({ url: remote.url });
  expect(await ask(`${url}/orders/42`, await bearer())).toMatchObject({ status: 200, body: "through" });
  const denied = await ask(`${url}/orders/42`, await bearer({ department: "Sales" }), "DELETE");
  expect(denied).toMatchObject({
    status: 401,
    body: { reason: "authentication_too_weak", remoteEventId: "remote-event" },
  });
  expect(denied.headers["www-authenticate"]).toMatch(/acr_values="aal3"/);
  // Of another department, nobody is helped by authenticating again.
  expect((await ask(`${url}/orders/42`, await bearer(), "DELETE")).status).toBe(403);
  expect((await ask(`${url}/admin`, await bearer())).body.reason).toBe("no_matching_policy");
  expect(remote.requests.every((request) => isEvaluationRequest(request))).toBe(true);
  // One record a decision on either side, each with an id of its own.
  expect(remote.lines.length).toBe(4);
  expect(records().map(({ reason }) => reason)).toEqual([
    "allowed",
    "authentication_too_weak",
    "authentication_too_weak",
    "no_matching_policy",
  ]);
  expect(records()[1]?.event_id).toBe(denied.body.eventId);
  expect(new Set(records().map(({ event_id }) => event_id)).size).toBe(4);
});

it("does not ask about tokens that are refused here", async () => {
  const remote = await policyDecisionPoint();
  const { url, records } = await serverWith({ url: remote.url });
  expect((await ask(`${url}/orders/42`)).status).toBe(401);
  expect(remote.requests).toEqual([]);
  expect(records()).toMatchObject([{ reason: "token_missing" }]);
});

it("sends what the server adds to each request", async () => {
  const seen: unknown[] = [];
  const remote = await serve((request, response) => {
    seen.push(request.headers["x-api-key"]);
    json(response, { decision: true });
  });
  const { url } = await serverWith({ url: remote.url, headers: async () => ({ "x-api-key": "k-1" }) });
  expect((await ask(`${url}/orders/42`, await bearer())).status).toBe(200);
  expect(seen).toEqual(["k-1"]);
});

it("writes a record of its own whatever event id it is told", async () => {
  for (const event of ["1", "", "x".repeat(10_000), "a\nb", 7]) {
    const remote = await serve((_, response) =>
      json(response, { decision: true, context: { reason_admin: { event } } }),
    );
    const { url, records } = await serverWith({ url: remote.url });
    expect((await ask(`${url}/orders/42`, await bearer())).status).toBe(200);
    expect(records()).toMatchObject([
      { decision: "ALLOW", event_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  }
});

it("sends no claim as an address, a device, a session or an issue time", async () => {
  const remote = await policyDecisionPoint();
  const { url } = await serverWith({ url: remote.url });
  const claims = {
    ip_address: "10.0.0.1",
    device_id: "d-1",
    session_id: "s-1",
    token_issued_at: 4_000_000_000,
    sid: undefined,
    department: "Sales",
  };
  await ask(`${url}/orders/42`, await bearer(claims));
  const { subject, context } = remote.requests[0] as {
    readonly subject: { readonly properties: Record<string, unknown> };
    readonly context: Record<string, unknown>;
  };
  expect(subject.properties).toMatchObject({
    department: "Sales",
    ip_address: "127.0.0.1",
    groups: ["oncall"],
  });
  expect(subject.properties).not.toHaveProperty("device_id");
  expect(subject.properties).not.toHaveProperty("session_id");
  expect(subject.properties["token_issued_at"]).toBeLessThan(4_000_000_000);
  expect(context["sourceIp"]).toBe("127.0.0.1");
});

it("has no address to send where the server knows none, whatever a claim says", async () => {
  const remote = await policyDecisionPoint();
  const { given } = await options({ evaluation: { url: remote.url }, sourceIp: () => undefined });
  const guard = zeroTrust(given);
  const url = await listen((request, response) => guard(request, response, () => response.end()));
  await ask(`${url}/orders/42`, await bearer({ ip_address: "10.0.0.1" }));
  expect(JSON.stringify(remote.requests)).not.toContain("10.0.0.1");
});

const ENDS: readonly (readonly [validUntil: unknown, status: number])[] = [
  [undefined, 200],
  [null, 200],
  [new Date(Date.now() + 600_000).toISOString(), 200],
  [new Date(Date.now() - 1).toISOString(), 403],
  ["2020-01-01T00:00:00Z", 403],
  ["2999-02-30T00:00:00Z", 403],
  ["Fri, 01 Jan 2999 00:00:00 GMT", 403],
  ["2999-01-01", 403],
  ["soon", 403],
  ["", 403],
  [32_503_680_000_000, 403],
  [{}, 403],
];

for (const [validUntil, status] of ENDS) {
  it(`answers ${status} to an allow that is valid until ${JSON.stringify(validUntil)}`, async () => {
    const remote = await serve((_, response) =>
      json(response, { decision: true, context: { reason_admin: { validUntil } } }),
    );
    const { url, records } = await serverWith({ url: remote.url });
    expect((await ask(`${url}/orders/42`, await bearer())).status).toBe(status);
    expect(records()[0]?.reason).toBe(status === 200 ? "allowed" : "evaluation_unavailable");
  });
}

it("passes on of obligations what it knows, within the bounds of a header", async () => {
  const obligations = [
    { authenticate: { assuranceAtLeast: 2, methods: ["webauthn"], extra: "x".repeat(1000) }, more: 1 },
    { authenticate: { methods: new Array(1000).fill("m") } },
    { authenticate: { methods: ["m".repeat(10_000)] } },
    { authenticate: { maxAgeSeconds: -1 } },
    { authenticate: { methods: "webauthn" } },
    { justify: true, more: 1 },
    { justify: "yes" },
    { requestAccess: { entitlement: "refund", more: 1 } },
    { requestAccess: { entitlement: "<script>" } },
    { requestAccess: {} },
    ...new Array(100).fill({ justify: true }),
  ];
  const remote = await serve((_, response) =>
    json(response, {
      decision: false,
      context: { reason_admin: { obligations: JSON.stringify(obligations) } },
    }),
  );
  const { url } = await serverWith({ url: remote.url });
  const { status, body } = await ask(`${url}/orders/42`, await bearer());
  expect(status).toBe(401);
  expect(body.obligations.slice(0, 2)).toEqual([
    { authenticate: { assuranceAtLeast: 2, methods: ["webauthn"] } },
    { justify: true },
  ]);
  expect(body.obligations.length).toBeLessThanOrEqual(16);
});

const ANSWERS: readonly (readonly [what: string, reason: string, answer: Parameters<typeof serve>[0]])[] = [
  ["denies without a reason", "evaluation_denied", (_, response) => json(response, { decision: false })],
  [
    "denies for a reason of its own",
    "evaluation_denied",
    (_, response) => json(response, { decision: false, context: { id: "quota" } }),
  ],
  [
    "denies and calls it allowed",
    "evaluation_denied",
    (_, response) => json(response, { decision: false, context: { id: "allowed" } }),
  ],
  ["says true as a text", "evaluation_unavailable", (_, response) => json(response, { decision: "true" })],
  ["says nothing", "evaluation_unavailable", (_, response) => json(response, {})],
  ["answers a list", "evaluation_unavailable", (_, response) => json(response, [{ decision: true }])],
  ["answers no JSON", "evaluation_unavailable", (_, response) => response.end("true")],
  [
    "allows with status 500",
    "evaluation_unavailable",
    (_, response) => json(response, { decision: true }, 500),
  ],
  ["redirects", "evaluation_unavailable", (_, response) => response.writeHead(302, { location: "/" }).end()],
  [
    "answers 10 MB",
    "evaluation_unavailable",
    (_, response) => json(response, { decision: true, x: "x".repeat(10_000_000) }),
  ],
  ["breaks off", "evaluation_unavailable", (request) => request.socket.destroy()],
];

for (const [what, reason, answer] of ANSWERS) {
  it(`denies as ${reason} when the remote policy decision point ${what}`, async () => {
    const remote = await serve(answer);
    const { url } = await serverWith({ url: remote.url });
    expect(await ask(`${url}/orders/42`, await bearer())).toMatchObject({ status: 403, body: { reason } });
  });
}

it("denies in time when the remote policy decision point does not answer", async () => {
  const remote = await serve(() => {});
  const { url } = await serverWith({ url: remote.url }, 100);
  const { status, body } = await ask(`${url}/orders/42`, await bearer());
  expect(status).toBe(403);
  expect(["deadline_exceeded", "evaluation_unavailable"]).toContain(body.reason);
});
