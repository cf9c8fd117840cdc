import type { IncomingMessage, ServerResponse } from "node:http";
import middie from "@fastify/middie";
import express from "express";
import fastify from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import { accessOf, type ClaimNames, zeroTrust } from "../../middleware/index.js";
import type { ZeroTrustOptions } from "../../middleware/options.js";
import { verified } from "../../services/policy-engine/reasons.js";
import { ask, bearer, listen, options } from "./support.js";

const POLICIES: readonly AccessPolicy[] = [
  { id: "read", effect: "allow", subjects: ["group:oncall"], actions: ["http:GET"], resources: ["orders/*"] },
  {
    id: "delete",
    effect: "allow",
    subjects: ["group:oncall"],
    actions: ["http:DELETE"],
    resources: ["orders/*"],
    when: { authentication: { assuranceAtLeast: 3, maxAgeSeconds: 900, methods: ["webauthn"] } },
  },
  {
    id: "justified",
    effect: "allow",
    subjects: ["group:oncall"],
    actions: ["http:PUT"],
    resources: ["orders/*"],
    when: { justified: true },
  },
  {
    id: "local",
    effect: "allow",
    subjects: ["*"],
    actions: ["http:GET"],
    resources: ["local"],
    when: { network: { cidrs: ["127.0.0.0/8"] } },
  },
];

function whoIs(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ subject: accessOf(request)?.subject?.id, reason: accessOf(request)?.reason }),
  );
}

async function plainServer(more: Partial<ZeroTrustOptions> = {}) {
  const { given, records } = await options({ policies: POLICIES, ...more });
  const guard = zeroTrust(given);
  const url = await listen((request, response) => guard(request, response, () => whoIs(request, response)));
  return { url, records };
}

describe("a HEAD request", () => {
  const DENY: AccessPolicy = {
    id: "no-secrets",
    effect: "deny",
    subjects: ["*"],
    actions: ["http:GET"],
    resources: ["secret/*"],
  };
  const ALL: AccessPolicy = { id: "all", effect: "allow", subjects: ["*"], actions: ["*"], resources: ["*"] };

  it("is denied where GET is, whose handler Express runs for it", async () => {
    const { given, records } = await options({ policies: [ALL, DENY] });
    const app = express();
    app.use(zeroTrust(given));
    let ran = 0;
    app.get("/secret/:id", (_, response) => {
      ran += 1;
      response.end();
    });
    const url = await listen(app);
    expect((await ask(`${url}/secret/1`, await bearer(), "HEAD")).status).toBe(403);
    expect(ran).toBe(0);
    expect(records()).toMatchObject([{ action: "http:GET", policy_id: "no-secrets" }]);
  });

  it("may not have policies of its own, unless the program names it", async () => {
    const { given } = await options({ policies: [{ ...DENY, actions: ["http:HEAD"] }] });
    expect(() => zeroTrust(given)).toThrow(/CORDON_POLICY_HEAD_ACTION/);
    zeroTrust({ ...given, target: (_, usual) => usual });
  });
});

it("never believes a header that names another method", async () => {
  const { url, records } = await plainServer();
  const override = { "x-http-method-override": "GET", "x-method-override": "GET", "x-http-method": "GET" };
  await ask(`${url}/orders/42?_method=GET`, { ...(await bearer()), ...override }, "POST");
  expect(records()).toMatchObject([{ action: "http:POST", decision: "DENY" }]);
});

describe("on node:http", () => {
  it("lets through what a policy allows, says who it is, and writes a record", async () => {
    const { url, records } = await plainServer();
    const answer = await ask(`${url}/orders/42?x=1`, await bearer());
    expect(answer).toMatchObject({ status: 200, body: { subject: "u-17", reason: "allowed" } });
    expect(records()).toMatchObject([
      {
        user_id: "u-17",
        resource: "orders/42",
        action: "http:GET",
        decision: "ALLOW",
        policy_id: "read",
        function: null,
      },
    ]);
  });

  it("asks for a token where there is none, without an error code", async () => {
    const { url, records } = await plainServer();
    const { status, headers, body } = await ask(`${url}/orders/42`);
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe("Bearer");
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(body).toEqual({
      title: "Authentication is required",
      status: 401,
      reason: "token_missing",
      eventId: records()[0]?.event_id,
      obligations: [{ authenticate: {} }],
    });
  });

  it("asks for another token where it is expired or somebody else's", async () => {
    const { url } = await plainServer();
    const challenge = async (changes: Record<string, unknown>) => {
      const { status, headers } = await ask(`${url}/orders/42`, await bearer(changes));
      return [status, headers["www-authenticate"]];
    };
    expect(await challenge({ exp: 1 })).toEqual([
      401,
      'Bearer error="invalid_token", error_description="token_expired"',
    ]);
    expect(await challenge({ aud: "other" })).toEqual([
      401,
      'Bearer error="invalid_token", error_description="token_audience_refused"',
    ]);
  });

  it("asks for a stronger authentication where that would help (RFC 9470)", async () => {
    const { url } = await plainServer();
    const { status, headers, body } = await ask(`${url}/orders/42`, await bearer({ amr: ["pwd"] }), "DELETE");
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe(
      'Bearer error="insufficient_user_authentication", ' +
        'error_description="authentication_too_weak: authenticate with webauthn", acr_values="aal3"',
    );
    expect(body.obligations).toEqual([{ authenticate: { assuranceAtLeast: 3, methods: ["webauthn"] } }]);
  });

  it("asks for a fresh authentication where the old one is too old", async () => {
    const { url } = await plainServer();
    const old = await bearer({ acr: "aal3", auth_time: Math.floor(Date.now() / 1000) - 1000 });
    const { status, headers } = await ask(`${url}/orders/42`, old, "DELETE");
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe(
      'Bearer error="insufficient_user_authentication", error_description="authentication_too_weak", max_age="900"',
    );
  });

  it("answers 403 where authenticating would not help", async () => {
    const { url } = await plainServer();
    const refused = await ask(`${url}/orders/42`, await bearer(), "POST");
    expect(refused).toMatchObject({ status: 403, body: { reason: "no_matching_policy", obligations: [] } });
    expect(refused.headers).not.toHaveProperty("www-authenticate");
    const unjustified = await ask(`${url}/orders/42`, await bearer(), "PUT");
    expect(unjustified).toMatchObject({
      status: 403,
      body: { reason: "justification_missing", obligations: [{ justify: true }] },
    });
    const justified = { ...(await bearer()), "x-access-justification": "incident 7" };
    expect((await ask(`${url}/orders/42`, justified, "PUT")).status).toBe(200);
  });

  it("refuses repeated Authorization headers, of which node:http would show the first", async () => {
    const { url } = await plainServer();
    const { authorization } = await bearer();
    const { status, body } = await ask(`${url}/orders/42`, { authorization: [authorization, authorization] });
    expect([status, body.reason]).toEqual([401, "token_malformed"]);
  });

  it("refuses paths that servers read differently", async () => {
    const { url } = await plainServer();
    for (const path of ["/orders/../admin", "/orders/%2e%2e/admin", "//orders/42", "/orders%2f42"]) {
      const { status, body } = await ask(url + path, await bearer());
      expect([status, body.reason]).toEqual([403, "path_ambiguous"]);
    }
  });

  it("keeps the secrets of paths that it refuses out of the record", async () => {
    const { url, records } = await plainServer();
    const { authorization } = await bearer();
    const token = authorization.replace("Bearer ", "").replaceAll(".", "%2E");
    for (const [path, resource] of [
      [`//cb/${token}`, "//cb/***"],
      ["/cb%3Faccess_token%3Ds", "/cb?***"],
      ["/cb%23access_token=s", "/cb#***"],
      ["/cb;access_token=s", "/cb;***"],
      ["/cb/Bearer%20s;", "/cb/***"],
    ] as const) {
      expect((await ask(url + path, { authorization })).body.reason).toBe("path_ambiguous");
      expect(records().at(-1)).toMatchObject({ reason: "path_ambiguous", resource });
    }
  });

  it("takes the address from the connection, unless the server says where it is", async () => {
    const { url } = await plainServer();
    expect((await ask(`${url}/local`, await bearer())).status).toBe(200);
    const proxied = await plainServer({ sourceIp: () => "198.51.100.7" });
    const spoofed = { ...(await bearer()), "x-forwarded-for": "127.0.0.1" };
    expect((await ask(`${proxied.url}/local`, spoofed)).body.reason).toBe("network_not_safe");
  });

  it("takes what a request does from the server, where it says so", async () => {
    const { url, records } = await plainServer({
      target: (_, usual) => ({ action: "http:GET", resource: `orders/${usual.resource}` }),
    });
    expect((await ask(`${url}/42`, await bearer(), "POST")).status).toBe(200);
    expect(records()[0]?.resource).toBe("orders/42");
  });

  it("asks the registry of the server", async () => {
    const registry = async ({ subject }: { subject: string }) =>
      verified({ sessionRevoked: subject === "user:u-17" });
    const { url } = await plainServer({ registry });
    const { status, body } = await ask(`${url}/orders/42`, await bearer());
    expect([status, body.reason]).toEqual([401, "session_revoked"]);
  });

  it("takes an undefined claim for the usual one, so that a revoked session stays out", async () => {
    const registry = async ({ sessionId }: { sessionId?: string | undefined }) =>
      verified({ sessionRevoked: sessionId === "revoked" });
    const claims = { groups: undefined, session: undefined } as unknown as Partial<ClaimNames>;
    const { url } = await plainServer({ registry, claims });
    const { status, body } = await ask(`${url}/orders/42`, await bearer({ sid: "revoked" }));
    expect([status, body.reason]).toEqual([401, "session_revoked"]);
    expect((await ask(`${url}/orders/42`, await bearer({ sid: "other" }))).status).toBe(200);
  });

  it("answers 403 when something of the server breaks, and reports it", async () => {
    const defects: unknown[] = [];
    const breaks = () => {
      throw new Error("defect");
    };
    const report = (defect: unknown) => defects.push(defect);
    const target = await plainServer({ target: breaks, report });
    const registry = await plainServer({ registry: async () => breaks(), report });
    const log = await plainServer({ log: breaks, report });
    for (const { url } of [target, registry, log]) {
      expect((await ask(`${url}/orders/42`, await bearer())).status).toBe(403);
    }
    expect(defects).toEqual([new Error("defect"), new Error("defect"), new Error("defect")]);
  });
});

it("protects an Express application, and a router that is mounted below a path", async () => {
  const { given } = await options({ policies: POLICIES });
  const app = express();
  const router = express.Router();
  router.use(zeroTrust(given));
  router.get("/:id", whoIs);
  app.use("/orders", router);
  const url = await listen(app);
  expect(await ask(`${url}/orders/42`, await bearer())).toMatchObject({
    status: 200,
    body: { subject: "u-17" },
  });
  expect((await ask(`${url}/orders/42`)).status).toBe(401);
  expect((await ask(`${url}/orders/42`, await bearer({ groups: [] }))).status).toBe(403);
});

it("protects a Fastify application through its adapter for middleware", async () => {
  const { given } = await options({ policies: POLICIES });
  const app = fastify();
  onTestFinished(() => app.close());
  await app.register(middie);
  app.use(zeroTrust(given));
  app.get("/orders/:id", (request) => ({ subject: accessOf(request.raw)?.subject?.id }));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  expect(await ask(`${url}/orders/42`, await bearer())).toMatchObject({
    status: 200,
    body: { subject: "u-17" },
  });
  expect((await ask(`${url}/orders/42`)).status).toBe(401);
});
