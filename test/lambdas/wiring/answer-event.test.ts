import { expect, it } from "vitest";
import { answerEvents } from "../../../lambdas/wiring/identity/answer-event.js";
import type { AuthenticatorRequest } from "../../../services/authenticator/http.js";

const asked: AuthenticatorRequest[] = [];
const authenticate = async (request: AuthenticatorRequest) => {
  asked.push(request);
  const headers = [
    ["Set-Cookie", "a=1"],
    ["Set-Cookie", "b=2"],
    ["Vary", "Origin"],
  ] as const;
  return { status: 201, headers, body: "{}" };
};

const REST = {
  httpMethod: "POST",
  path: "/v1/sign-in/password",
  headers: { Origin: "https://login.example.com" },
  multiValueHeaders: { Origin: ["https://login.example.com", "https://example.org"] },
  multiValueQueryStringParameters: { state: ["a b", "c&d"] },
  requestContext: { identity: { sourceIp: "192.0.2.7", userArn: "arn:aws:iam::111122223333:user/op" } },
  body: Buffer.from("{}").toString("base64"),
  isBase64Encoded: true,
};

it("answers a REST API in its own shape, and no key that it does not take", async () => {
  const answer = await answerEvents(authenticate, "anybody")(REST);
  expect(answer).toEqual({
    statusCode: 201,
    multiValueHeaders: { "set-cookie": ["a=1", "b=2"], vary: ["Origin"] },
    body: "{}",
    isBase64Encoded: false,
  });
  const request = asked.at(-1);
  expect(request).toMatchObject({
    method: "POST",
    path: "/v1/sign-in/password",
    query: "state=a+b&state=c%26d",
    sourceIp: "192.0.2.7",
    operator: undefined,
  });
  expect(request?.header("origin")).toEqual(["https://login.example.com", "https://example.org"]);
  expect(Buffer.from(request?.body ?? []).toString()).toBe("{}");
});

it("believes the caller of IAM only where API Gateway has authenticated one", async () => {
  await answerEvents(authenticate, "signed")(REST);
  expect(asked.at(-1)?.operator).toBe("arn:aws:iam::111122223333:user/op");
  await answerEvents(authenticate, "signed")({ ...REST, requestContext: {} });
  expect(asked.at(-1)?.operator).toBeUndefined();
});

it("answers an HTTP API in its own", async () => {
  const http = { method: "GET", path: "/v1/me", sourceIp: "192.0.2.7" };
  const event = { version: "2.0", rawPath: "/v1/me", requestContext: { http } };
  const answer = await answerEvents(authenticate, "anybody")(event);
  expect(answer).toMatchObject({ statusCode: 201, cookies: ["a=1", "b=2"], headers: { vary: "Origin" } });
});
