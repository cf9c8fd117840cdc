import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { describe, expect, it } from "vitest";
import type { PolicyEngineProps } from "../../../constructs/policy/policy-engine-props.js";
import { refusal } from "../../harness/misuse.js";
import { synthesizeStack } from "../stack-resources.js";
import { deployed, engineIn, httpApiIn, restApiIn } from "./engine-stack.js";

describe("the table of routes", () => {
  const table = (...keys: string[]) =>
    Object.fromEntries(keys.map((key) => [key, { action: "a", resource: "r" }]));
  const http = (routes: PolicyEngineProps["routes"]) =>
    synthesizeStack((scope) => {
      engineIn(scope, routes === undefined ? {} : { routes }).protect(httpApiIn(scope));
    });
  const rest = (routes: PolicyEngineProps["routes"]) =>
    synthesizeStack((scope) => {
      const api = restApiIn(scope);
      deployed(api);
      engineIn(scope, routes === undefined ? {} : { routes }).protect(api);
    });

  it("takes the routes that an API has, and ANY for all methods of one", () => {
    for (const key of ["GET /orders/{id}", "ANY /orders/{id}"]) {
      http(table(key));
      rest(table(key));
    }
    // Both APIs have routes of the table.
    synthesizeStack((scope) => {
      const engine = engineIn(scope, { routes: table("GET /health", "GET /") });
      engine.protect(httpApiIn(scope));
      const api = new ApiGatewayRestApi(scope, "other", { name: "other" });
      new ApiGatewayMethod(scope, "any", {
        restApiId: api.id,
        resourceId: api.rootResourceId,
        httpMethod: "ANY",
        authorization: "NONE",
      });
      deployed(api);
      engine.protect(api);
    });
    // An API of another app may have it.
    synthesizeStack((scope) => engineIn(scope, { routes: table("GET /elsewhere") }));
  });

  it.each(["GET /orders/{order}", "DELETE /orders/{id}", "ANY /nowhere", "$default", "HEAD /orders/{id}"])(
    "refuses an entry without a route: %s",
    (key) => {
      for (const declare of [http, rest]) {
        const error = refusal(() => declare(table(key)));
        expect(error.code).toBe("CORDON_POLICY_ENGINE_SETTING_REFUSED");
        expect(error.message).toMatch(/at shop\/engine: no protected API.*GET \/orders\/\{id\}/);
        expect(error.message).toContain(JSON.stringify(key));
      }
    },
  );
});

it("refuses a cache of answers where rows may allow", () => {
  const cache = {
    ttlSeconds: 60,
    identitySources: [
      "$request.header.Authorization",
      "$context.routeKey",
      "$context.httpMethod",
      "$context.path",
    ],
    reason: "load",
  };
  const protect = (subjectPolicies: boolean) =>
    synthesizeStack((stack) => engineIn(stack, { subjectPolicies }).protect(httpApiIn(stack), { cache }));
  expect(refusal(() => protect(true)).message).toMatch(/CORDON_PROTECT_CACHE_UNSAFE.*row/);
  protect(false);
});
