import { describe, expect, it } from "vitest";
import { token } from "../../services/policy-engine/support/issuer.js";
import { READ_ORDERS } from "../../services/policy-engine/support/situation.js";
import { ask } from "./support/engine.js";
import { httpApiEvent, restApiEvent } from "./support/events.js";

const ANYTHING = [{ ...READ_ORDERS, actions: ["*"], resources: ["*"] }];
const NO_ADMIN = [
  ...ANYTHING,
  { id: "no-admin", effect: "deny" as const, subjects: ["*"], actions: ["http:GET"], resources: ["admin/*"] },
];

interface Place {
  readonly path: string;
  readonly domain?: string;
  readonly stage?: string;
}

/** An event of a REST API for its resource /admin/{key}. */
async function restAdmin({ path, domain = OWN_DOMAIN, stage = "prod" }: Place, method = "GET") {
  const event = restApiEvent({ token: await token(), path, method });
  return {
    ...event,
    methodArn: `arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/${stage}/${method}/admin/keys`,
    resource: "/admin/{key}",
    pathParameters: { key: "keys" },
    requestContext: { ...event.requestContext, path, stage, domainName: domain },
  };
}

/** An event of an HTTP API for its route GET /admin/{key}. */
async function httpAdmin({ path, domain = OWN_DOMAIN, stage = "$default" }: Place, method = "GET") {
  const event = httpApiEvent({ token: await token(), path, method });
  return {
    ...event,
    routeKey: "GET /admin/{key}",
    pathParameters: { key: "keys" },
    requestContext: { ...event.requestContext, stage, domainName: domain },
  };
}

const OWN_DOMAIN = "abcdef1234.execute-api.eu-central-1.amazonaws.com";
const CUSTOM = "api.example.com";

describe("is decided on what the router saw", () => {
  const rest: readonly (readonly [what: string, place: Place])[] = [
    ["no custom domain", { path: "/admin/keys" }],
    ["no custom domain, with the stage", { path: "/prod/admin/keys" }],
    ["a mapping without a base path and without a stage", { path: "/prod/admin/keys", domain: CUSTOM }],
    ["a mapping without a base path and with a stage", { path: "/admin/keys", domain: CUSTOM }],
    ["a base path and a stage", { path: "/v1/admin/keys", domain: CUSTOM }],
    ["a base path without a stage", { path: "/v1/prod/admin/keys", domain: CUSTOM }],
    ["a base path of two segments", { path: "/shop/v1/admin/keys", domain: CUSTOM }],
  ];
  for (const [what, place] of rest) {
    it(`for a REST API: ${what}`, async () => {
      expect(await ask(await restAdmin(place), { policies: NO_ADMIN })).toMatchObject({
        allowed: false,
        reason: "denied_by_policy",
        record: { resource: "admin/keys" },
      });
    });
  }

  const http: readonly (readonly [what: string, place: Place])[] = [
    ["the stage $default", { path: "/admin/keys" }],
    ["a named stage", { path: "/prod/admin/keys", stage: "prod" }],
    ["a mapping without a key", { path: "/admin/keys", domain: CUSTOM }],
    ["a mapping to a named stage", { path: "/prod/admin/keys", stage: "prod", domain: CUSTOM }],
    ["a mapping with a key", { path: "/v1/admin/keys", domain: CUSTOM }],
    ["a mapping with a key to a named stage", { path: "/v1/prod/admin/keys", stage: "prod", domain: CUSTOM }],
  ];
  for (const [what, place] of http) {
    it(`for an HTTP API: ${what}`, async () => {
      expect(await ask(await httpAdmin(place), { policies: NO_ADMIN })).toMatchObject({
        allowed: false,
        reason: "denied_by_policy",
        record: { resource: "admin/keys" },
      });
    });
  }

  it("and denied where the path says something else", async () => {
    const reasonOf = async (event: unknown) => (await ask(event, { policies: ANYTHING })).reason;
    for (const path of ["/v1/admin/keys", "/admin/other", "/admin/keys/", "/admin"]) {
      expect(await reasonOf(await restAdmin({ path }))).toBe("path_ambiguous");
      expect(await reasonOf(await httpAdmin({ path }))).toBe("path_ambiguous");
    }
    expect(await reasonOf({ ...(await restAdmin({ path: "/admin/keys" })), pathParameters: null })).toBe(
      "path_ambiguous",
    );
    expect(await reasonOf({ ...(await restAdmin({ path: "/admin/keys" })), resource: undefined })).toBe(
      "event_unreadable",
    );
    expect(await reasonOf({ ...(await httpAdmin({ path: "/admin/keys" })), routeKey: undefined })).toBe(
      "event_unreadable",
    );
  });
});

it("takes the stage away before the path of the route $default, and denies where that has two readings", async () => {
  const event = httpApiEvent({ token: await token(), path: "/prod/orders/42" });
  const inStage = { ...event, requestContext: { ...event.requestContext, stage: "prod" } };
  const custom = { ...inStage, requestContext: { ...inStage.requestContext, domainName: CUSTOM } };
  expect((await ask(inStage)).record.resource).toBe("orders/42");
  expect((await ask(custom)).reason).toBe("path_ambiguous");
  expect((await ask({ ...event, rawPath: "/orders/42" })).reason).toBe("path_ambiguous");
});

it("takes a HEAD request for one of GET", async () => {
  for (const event of [restAdmin, httpAdmin]) {
    expect(await ask(await event({ path: "/admin/keys" }, "HEAD"), { policies: NO_ADMIN })).toMatchObject({
      reason: "denied_by_policy",
      record: { action: "http:GET" },
    });
  }
});

it("finds the entry of the table for any method, for an API of either kind", async () => {
  const routes = { "ANY /admin/{key}": { action: "keys:Any", resource: "keys/{key}" } };
  for (const event of [restAdmin, httpAdmin]) {
    expect(
      (await ask(await event({ path: "/admin/keys" }, "PUT"), { settings: { routes } })).record,
    ).toMatchObject({
      action: "keys:Any",
      resource: "keys/keys",
    });
  }
});

it("never believes a header that names another method", async () => {
  const names = ["x-http-method-override", "x-http-method", "x-method-override", "X-HTTP-Method-Override"];
  for (const event of [restApiEvent, httpApiEvent]) {
    for (const name of names) {
      const headers = { [name]: "GET" };
      const asked = event({ token: await token(), method: "DELETE", headers });
      expect((await ask({ ...asked, queryStringParameters: { _method: "GET" } })).record.action).toBe(
        "http:DELETE",
      );
    }
  }
});

it("is denied for a REST API where no IAM policy fits that method alone", async () => {
  const policies = [{ ...READ_ORDERS, resources: ["*"] }];
  const ask1 = async (path: string) => ask(restApiEvent({ token: await token(), path }), { policies });
  expect(await ask1("/orders/*")).toMatchObject({ allowed: false, reason: "path_ambiguous" });
  expect(await ask1(`/${"a".repeat(500)}`)).toMatchObject({
    allowed: false,
    reason: "path_too_long",
    answer: { policyDocument: { Statement: [{ Effect: "Deny", Resource: "*" }] } },
  });
});
