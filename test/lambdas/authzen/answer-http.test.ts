import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerHttp } from "../../../lambdas/authzen/answer-http.js";
import { READ, runAt } from "../../services/authzen/support/decision-point.js";

function event(path: string, body: unknown, more: Record<string, unknown> = {}) {
  return {
    version: "2.0",
    rawPath: path,
    headers: { "content-type": "application/json", ...(more["headers"] as object) },
    requestContext: {
      domainName: "abc.lambda-url.eu-central-1.on.aws",
      http: { method: more["method"] ?? "POST" },
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

async function ask(asked: unknown) {
  const { answer, log, defects } = await runAt({}, (settings, ports, signal) =>
    answerHttp(asked, settings, ports, signal),
  );
  const body = answer.headers["content-type"] === "application/json" ? JSON.parse(answer.body) : answer.body;
  return { ...answer, body, log, defects };
}

const REFUSED: readonly (readonly [what: string, status: number, event: unknown, message: RegExp])[] = [
  ["no JSON", 400, event("/access/v1/evaluation", "{"), /not JSON/],
  ["no object", 400, event("/access/v1/evaluation", []), /not a JSON object/],
  ["no subject", 400, event("/access/v1/evaluation", { ...READ, subject: undefined }), /subject needs/],
  [
    "no id of the resource",
    400,
    event("/access/v1/evaluation", { ...READ, resource: { type: "t" } }),
    /resource needs/,
  ],
  ["no name of the action", 400, event("/access/v1/evaluation", { ...READ, action: {} }), /action needs/],
  ["a context that is a list", 400, event("/access/v1/evaluation", { ...READ, context: [] }), /context is/],
  [
    "an empty id",
    400,
    event("/access/v1/evaluation", { ...READ, subject: { type: "user", id: "" } }),
    /1 to 256/,
  ],
  ["a large body", 400, event("/access/v1/evaluation", " ".repeat(300_000)), /longer than 262144/],
  ["evaluations that are not a list", 400, event("/access/v1/evaluations", { evaluations: {} }), /is a list/],
  [
    "too many evaluations",
    400,
    event("/access/v1/evaluations", { evaluations: new Array(51).fill(READ) }),
    /51 evaluations/,
  ],
  [
    "unknown semantics",
    400,
    event("/access/v1/evaluations", { evaluations: [READ], options: { evaluations_semantic: "all" } }),
    /execute_all/,
  ],
  [
    "a body of another content type",
    400,
    event("/access/v1/evaluation", READ, { headers: { "content-type": "text/plain" } }),
    /content type is application\/json/,
  ],
  [
    "a content type that only starts like JSON",
    400,
    event("/access/v1/evaluation", READ, { headers: { "content-type": "application/jsonp" } }),
    /content type/,
  ],
  [
    "two content types",
    400,
    event("/access/v1/evaluations", READ, { headers: { "content-type": "application/json, text/plain" } }),
    /content type/,
  ],
  [
    "no content type",
    400,
    event("/access/v1/evaluation", READ, { headers: { "content-type": undefined } }),
    /content type/,
  ],
  [
    "an authentication beyond the calendar",
    400,
    event("/access/v1/evaluation", {
      ...READ,
      context: { authentication: { assurance: 3, at: "10000-01-01T00:00:00Z" } },
    }),
    /authentication\.at is an instant/,
  ],
  ["an unknown path", 404, event("/access/v1/search", READ), /evaluation/],
  ["another method", 405, event("/access/v1/evaluation", READ, { method: "GET" }), /POST/],
  ["an event that is none", 404, null, /paths/],
];

describe("a request with", () => {
  for (const [what, status, asked, message] of REFUSED) {
    it(`${what} is answered ${status}`, async () => {
      const { statusCode, body, log, defects } = await ask(asked);
      expect(statusCode).toBe(status);
      expect(body).toMatch(message);
      expect(defects).toEqual([]);
      // A path or method that is none decides nothing; what was to be decided and could not be is on record.
      const recorded = status === 400 ? [{ decision: "DENY", reason: "invalid_request", user_id: null }] : [];
      expect(log).toMatchObject(recorded);
      expect(log).toHaveLength(recorded.length);
    });
  }

  it("an evaluation is answered 200 with the decision, and recorded", async () => {
    const { statusCode, body, log } = await ask(event("/access/v1/evaluation", READ));
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ decision: true });
    expect(log).toMatchObject([{ decision: "ALLOW" }]);
  });

  it("evaluations is answered 200 with a decision for each", async () => {
    const { statusCode, body } = await ask(
      event("/access/v1/evaluations", { ...READ, evaluations: [{}, {}] }),
    );
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ evaluations: [{ decision: true }, { decision: true }] });
  });

  it("the name of another resource is answered 400", async () => {
    const { statusCode } = await ask(
      event("/access/v1/evaluation", { ...READ, resource: { type: "todo/1", id: "2" } }),
    );
    expect(statusCode).toBe(400);
  });

  it("a content type with a parameter, in capitals, is read", async () => {
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await ask(event("/access/v1/evaluation", READ, { headers }))).body.decision).toBe(true);
  });

  it("no record is answered 500, whatever is wrong with it", async () => {
    const log = () => {
      throw new Error("full");
    };
    const { answer, defects } = await runAt({ ports: { log } }, (settings, ports, signal) =>
      answerHttp(event("/access/v1/evaluation", "{"), settings, ports, signal),
    );
    expect([answer.statusCode, defects]).toEqual([500, [new Error("full")]]);
  });

  it("an identifier gets it back", async () => {
    const asked = event("/access/v1/evaluation", READ, { headers: { "x-request-id": "bfe9eb29" } });
    expect((await ask(asked)).headers["x-request-id"]).toBe("bfe9eb29");
    const split = event("/access/v1/evaluation", READ, { headers: { "x-request-id": "a\r\nset-cookie: b" } });
    expect((await ask(split)).headers).not.toHaveProperty("x-request-id");
  });

  it("a body in base64 is read", async () => {
    const body = Buffer.from(JSON.stringify(READ)).toString("base64");
    const asked = { ...event("/access/v1/evaluation", body), isBase64Encoded: true };
    expect((await ask(asked)).body.decision).toBe(true);
  });
});

it("says where its endpoints are", async () => {
  const { body } = await ask(event("/.well-known/authzen-configuration", "", { method: "GET" }));
  expect(body).toEqual({
    policy_decision_point: "https://abc.lambda-url.eu-central-1.on.aws",
    access_evaluation_endpoint: "https://abc.lambda-url.eu-central-1.on.aws/access/v1/evaluation",
    access_evaluations_endpoint: "https://abc.lambda-url.eu-central-1.on.aws/access/v1/evaluations",
  });
});

it("answers arbitrary bodies, never with an allow, never with a defect", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("evaluation", "evaluations"), fc.jsonValue(), async (path, body) => {
      const { statusCode, body: answer, defects } = await ask(event(`/access/v1/${path}`, body));
      expect([400, 200]).toContain(statusCode);
      expect(JSON.stringify(answer)).not.toContain('"decision":true');
      expect(defects).toEqual([]);
    }),
  );
});
