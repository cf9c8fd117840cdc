import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { describe, expect, it } from "vitest";
import { type ApiRoute, dependsOnPath } from "../../../constructs/policy/api-routes.js";
import {
  type AuthorizerCache,
  type CacheScope,
  cacheProblems,
} from "../../../constructs/policy/authorizer-cache.js";
import type { AccessPolicy, Conditions } from "../../../core/policy/language/policy.js";
import { refusal } from "../../harness/misuse.js";
import { synthesizeStack, the } from "../stack-resources.js";
import { engineIn, httpApiIn } from "./engine-stack.js";

const SAFE: AuthorizerCache = {
  ttlSeconds: 30,
  identitySources: [
    "$request.header.Authorization",
    "$context.routeKey",
    "$context.httpMethod",
    "$context.path",
  ],
  reason: "a revocation may count half a minute late",
};
const POLICY: AccessPolicy = { id: "p", effect: "allow", subjects: ["*"], actions: ["*"], resources: ["*"] };

function problems(
  cache: Partial<AuthorizerCache>,
  when?: Conditions,
  scope: Partial<CacheScope> = {},
): string[] {
  const policies = [when === undefined ? POLICY : { ...POLICY, when }];
  const found = cacheProblems(
    { ...SAFE, ...cache },
    { kind: "http", policies, dependsOnPath: true, mappings: 1, rowsMayAllow: false, ...scope },
    "x",
  );
  for (const { code } of found) expect(code).toBe("CORDON_PROTECT_CACHE_UNSAFE");
  return found.map(({ summary, allowed }) => `${summary}; ${allowed}`);
}

const sources = (...more: string[]) => ({ identitySources: [...SAFE.identitySources, ...more] });

describe("a cache is refused that", () => {
  it("shares an answer between callers, routes or paths", () => {
    expect(problems({})).toEqual([]);
    const without = (source: string) =>
      problems({ identitySources: SAFE.identitySources.filter((one) => one !== source) });
    expect(without("$request.header.Authorization")).toEqual([
      expect.stringMatching(/different tokens.*Authorization/),
    ]);
    expect(without("$context.routeKey")).toEqual([expect.stringMatching(/^routes would share.*routeKey/)]);
    expect(without("$context.httpMethod")).toEqual([expect.stringMatching(/^methods.*httpMethod/)]);
    expect(without("$context.path")).toEqual([expect.stringMatching(/^paths.*\$context\.path/)]);
    expect(problems({ identitySources: [] })).toHaveLength(4);
  });

  it("shares an answer between addresses or justifications that a policy asks for", () => {
    const network = { network: { cidrs: ["10.0.0.0/8"] } };
    expect(problems({}, network)).toEqual([expect.stringMatching(/^addresses.*sourceIp/)]);
    expect(problems(sources("$context.identity.sourceIp"), network)).toEqual([]);
    expect(problems({}, { justified: true })).toEqual([expect.stringMatching(/justification/)]);
    expect(problems(sources("$request.header.X-Access-Justification"), { justified: true })).toEqual([]);
  });

  it("outlives a condition that no identity source holds", () => {
    const outlived = (when: Conditions) => problems(sources("$context.identity.sourceIp"), when);
    expect(outlived({ time: { zone: "UTC", from: "09:00", to: "17:00" } })).toEqual([
      expect.stringMatching(/outlive a condition on time/),
    ]);
    expect(outlived({ device: { registered: true } })).toEqual([expect.stringMatching(/the device/)]);
    expect(outlived({ location: { countries: ["DE"] } })).toEqual([expect.stringMatching(/the place/)]);
    expect(outlived({ risk: { atMost: 0.5 } })).toEqual([expect.stringMatching(/the risk/)]);
    expect(outlived({ authentication: { maxAgeSeconds: 60 } })).toEqual([expect.stringMatching(/time/)]);
    expect(outlived({ attributes: [{ path: "context.ticket", operator: "==", value: "x" }] })).toEqual([
      expect.stringMatching(/the context/),
    ]);
    expect(outlived({ attributes: [{ path: "subject.level", operator: "==", value: 1 }] })).toEqual([]);
    expect(outlived({ authentication: { assuranceAtLeast: 2 } })).toEqual([]);
    for (const validity of [{ notBefore: "2027-01-01T00:00:00Z" }, { expiresAt: "2027-01-01T00:00:00Z" }]) {
      expect(problems({}, undefined, { policies: [{ ...POLICY, ...validity }] })).toEqual([
        expect.stringMatching(/time/),
      ]);
    }
  });

  it("has no TTL, or no reason", () => {
    for (const ttlSeconds of [0, -1, 1.5, 301, 3600, Number.NaN]) {
      expect(problems({ ttlSeconds })).toEqual([expect.stringMatching(/from 1 to 300/)]);
    }
    expect(problems({ reason: " " })).toEqual([expect.stringMatching(/without a reason/)]);
  });
});

it("needs no path where resources depend on the route alone", () => {
  const scope = { dependsOnPath: false };
  const identitySources = ["$request.header.authorization", "$context.routeKey"];
  expect(problems({ identitySources }, undefined, scope)).toEqual([]);
});

it("has other names for the identity sources of a REST API", () => {
  const rest = ["method.request.header.Authorization", "context.httpMethod"];
  const scope = { kind: "rest" as const };
  expect(problems({ identitySources: rest }, undefined, scope)).toEqual([expect.stringMatching(/^paths/)]);
  expect(problems({ identitySources: [...rest, "context.path"] }, undefined, scope)).toEqual([]);
});

it("tells domain names apart where several map to the API", () => {
  expect(problems({}, undefined, { mappings: 2 })).toEqual([
    expect.stringMatching(/^domain names.*domainName/),
  ]);
  expect(problems(sources("$context.domainName"), undefined, { mappings: 2 })).toEqual([]);
});

it("is refused where rows of the subject table may allow", () => {
  expect(problems({}, undefined, { rowsMayAllow: true })).toEqual([
    expect.stringMatching(/outlive the row or the grant that allowed it/),
  ]);
});

describe("a request depends on more than its route", () => {
  const entry = (resource = "list") => ({ action: "a", resource });
  const cases: readonly (readonly [boolean, Record<string, ApiRoute>, readonly string[]])[] = [
    [false, { "GET /a": entry(), "ANY /b": entry() }, ["GET /a", "ANY /b"]],
    [true, {}, ["GET /a"]],
    [true, { "GET /a": entry() }, ["GET /a", "GET /b"]],
    [true, { "GET /a/{id}": entry() }, ["GET /a/{id}"]],
    [true, { "GET /a/{id}": entry("a/{id}") }, ["GET /a/{id}"]],
    [true, { "ANY /{proxy+}": entry() }, ["ANY /{proxy+}"]],
    [true, { $default: entry() }, ["$default"]],
    [true, { "ANY /b": entry(), "GET /b": entry() }, ["ANY /b"]],
    [true, { "GET /b": entry() }, ["ANY /b"]],
  ];
  for (const [expected, routes, declared] of cases) {
    it(`${expected}: ${Object.keys(routes)} for ${declared}`, () => {
      expect(dependsOnPath(routes, declared)).toBe(expected);
    });
  }
});

it("is judged by the routes that the API has in the end", () => {
  const declare = (routeKey: string) => () =>
    synthesizeStack((scope) => {
      const routes = { "GET /public/a": { action: "a:Read", resource: "public/a" } };
      const api = new Apigatewayv2Api(scope, "api", { name: "orders", protocolType: "HTTP" });
      new Apigatewayv2Stage(scope, "stage", { apiId: api.id, name: "$default", autoDeploy: true });
      new Apigatewayv2Route(scope, "listed", { apiId: api.id, routeKey: "GET /public/a" });
      engineIn(scope, { routes }).protect(api, {
        cache: { ...SAFE, identitySources: ["$request.header.Authorization", "$context.routeKey"] },
      });
      new Apigatewayv2Route(scope, "late", { apiId: api.id, routeKey });
    });
  declare("GET /public/a")();
  expect(refusal(declare("ANY /{proxy+}")).message).toMatch(
    /CORDON_PROTECT_CACHE_UNSAFE .*methods.*\n.*paths/s,
  );
});

it("is set where it is safe, and fails the synthesis where it is not", () => {
  const stack = synthesizeStack((scope) => {
    engineIn(scope).protect(httpApiIn(scope), { cache: SAFE });
  });
  expect(the(stack, "aws_apigatewayv2_authorizer")).toMatchObject({
    authorizer_result_ttl_in_seconds: 30,
    identity_sources: SAFE.identitySources,
  });
  const error = refusal(() =>
    synthesizeStack((scope) => {
      engineIn(scope).protect(httpApiIn(scope), {
        cache: { ...SAFE, identitySources: ["$request.header.Authorization"] },
      });
    }),
  );
  expect(error.code).toBe("CORDON_PROTECT_CACHE_UNSAFE");
  expect(error.message).toMatch(/at shop\/api\/zero-trust: routes would share an answer/);
});
