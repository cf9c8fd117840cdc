import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from "aws-lambda";
import { describe, expect, expectTypeOf, it } from "vitest";
import type {
  HttpApiAuthorizerAnswer,
  HttpApiAuthorizerEvent,
  RestApiAuthorizerAnswer,
  RestApiAuthorizerEvent,
} from "../../../core/contracts/authorizer-events.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";
import { LAMBDA_CONTRACTS } from "../../../core/contracts/lambda-contracts.js";
import { POLICY_ENGINE } from "../../../core/contracts/policy-engine.js";

describe.each(LAMBDA_CONTRACTS.map((contract) => [contract.name, contract] as const))("%s", (_, contract) => {
  it("allows exact actions alone", () => {
    const actions = Object.values(contract.permissions).flatMap(({ actions: some }) => some);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
  });

  it("names each variable once", () => {
    const names = Object.values(contract.environment).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^CORDON(?:_[A-Z0-9]+)+$/);
  });

  it("starts with values of its own that it would accept", () => {
    for (const variable of Object.values(contract.environment)) {
      if (variable.presence !== "defaulted") continue;
      const { fallback } = variable;
      const text = (Array.isArray(fallback) ? fallback : [fallback]).map(written).join(",");
      expect(variable.kind.parse(text)).toEqual(fallback);
    }
  });
});

/** A value as the environment writes it. */
function written(value: unknown): string {
  return typeof value === "object" && value !== null ? Object.values(value).join("=") : String(value);
}

describe("POLICY_ENGINE", () => {
  const env = {
    CORDON_DEVICE_TABLE: "devices",
    CORDON_SUBJECT_TABLE: "subjects",
    CORDON_POLICY_LOCATION: "file:policies.json",
    CORDON_TOKEN_ISSUER: "https://issuer.example",
    CORDON_TOKEN_AUDIENCE: "shop",
    CORDON_JWKS_URL: "https://issuer.example/keys",
  };

  it.each([
    ["file:policies.json", { kind: "file", path: "policies.json" }],
    ["s3://shop-policies/current/", { kind: "s3", bucket: "shop-policies", prefix: "current/" }],
    ["s3://shop-policies/", { kind: "s3", bucket: "shop-policies", prefix: "" }],
  ])("reads policies from %s", (text, expected) => {
    const result = parseEnvironment(POLICY_ENGINE, { ...env, CORDON_POLICY_LOCATION: text });
    expect(result).toMatchObject({ ok: true, value: { policyLocation: expected } });
  });

  it.each([
    "file:../policies.json",
    "file:/etc/passwd",
    "file:",
    "file:.hidden",
    "s3://b/key",
    "s3://shop-policies",
    "https://issuer.example",
  ])("reads no policies from %s", (text) => {
    const result = parseEnvironment(POLICY_ENGINE, { ...env, CORDON_POLICY_LOCATION: text });
    expect(result).toMatchObject({ problems: [{ code: "CORDON_ENVIRONMENT_INVALID" }] });
  });

  it.each(["none", "HS256", "RS256,HS256", "rs256"])("refuses tokens signed by %s", (algorithms) => {
    const result = parseEnvironment(POLICY_ENGINE, { ...env, CORDON_TOKEN_ALGORITHMS: algorithms });
    expect(result).toMatchObject({ problems: [{ code: "CORDON_ENVIRONMENT_INVALID" }] });
  });
});

it("has event types that API Gateway's own events fit, and answers that fit API Gateway", () => {
  expectTypeOf<Omit<APIGatewayRequestAuthorizerEventV2, "version">>().toExtend<
    Omit<HttpApiAuthorizerEvent, "version">
  >();
  expectTypeOf<APIGatewayRequestAuthorizerEvent>().toExtend<RestApiAuthorizerEvent>();
  expectTypeOf<HttpApiAuthorizerAnswer>().toExtend<
    APIGatewaySimpleAuthorizerWithContextResult<HttpApiAuthorizerAnswer["context"]>
  >();
  expectTypeOf<RestApiAuthorizerAnswer["context"]>().toExtend<
    NonNullable<APIGatewayAuthorizerResult["context"]>
  >();
});
