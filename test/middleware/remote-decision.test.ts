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
    const { url, headers, method } = request;
    const event = { rawPath: url, headers, requestContext: { http: { method } }, body };
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
    body: { reason: "authentication_too_weak", eventId: "remote-event" },
  });
  expect(denied.headers["www-authenticate"]).toMatch(/acr_values="aal3"/);
  // Of another department, nobody is helped by authenticating again.
  expect((await ask(`${url}/orders/42`, await bearer(), "DELETE")).status).toBe(403);
  expect((await ask(`${url}/admin`, await bearer())).body.reason).toBe("no_matching_policy");
  expect(remote.requests.every((request) => isEvaluationRequest(request))).toBe(true);
  // One record a decision: the remote one is not written again.
  expect(remote.lines.length).toBe(4);
  expect(records()).toEqual([]);
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
