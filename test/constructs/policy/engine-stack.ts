import { fileURLToPath } from "node:url";
import {
  Apigatewayv2Api,
  type Apigatewayv2ApiConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import type { TerraformStack } from "cdktf";
import { PolicyEngine } from "../../../constructs/policy/policy-engine.js";
import type { PolicyEngineProps } from "../../../constructs/policy/policy-engine-props.js";

export const POLICY_FILE = fileURLToPath(new URL("policies.json", import.meta.url));

export const PROPS: PolicyEngineProps = {
  policies: POLICY_FILE,
  issuer: { issuer: "https://login.example.com/", audience: ["https://api.example.com"] },
};

/** A policy engine with usual settings but the given ones. */
export function engineIn(stack: TerraformStack, props: Partial<PolicyEngineProps> = {}): PolicyEngine {
  return new PolicyEngine(stack, "engine", { ...PROPS, ...props });
}

/** An HTTP API with two routes. */
export function httpApiIn(
  stack: TerraformStack,
  config: Partial<Apigatewayv2ApiConfig> = {},
): Apigatewayv2Api {
  const api = new Apigatewayv2Api(stack, "api", { name: "orders", protocolType: "HTTP", ...config });
  for (const routeKey of ["GET /orders/{id}", "GET /health"]) {
    new Apigatewayv2Route(stack, routeKey.replace(/\W+/g, "-"), { apiId: api.id, routeKey });
  }
  return api;
}
