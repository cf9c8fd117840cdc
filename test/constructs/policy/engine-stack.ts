import { fileURLToPath } from "node:url";
import {
  ApiGatewayDeployment,
  type ApiGatewayDeploymentConfig,
} from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import {
  Apigatewayv2Api,
  type Apigatewayv2ApiConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { TerraformStack } from "cdktf";
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

/** An HTTP API with two routes and a stage. */
export function httpApiIn(
  stack: TerraformStack,
  config: Partial<Apigatewayv2ApiConfig> = {},
): Apigatewayv2Api {
  const api = new Apigatewayv2Api(stack, "api", { name: "orders", protocolType: "HTTP", ...config });
  for (const routeKey of ["GET /orders/{id}", "GET /health"]) {
    new Apigatewayv2Route(stack, routeKey.replace(/\W+/g, "-"), { apiId: api.id, routeKey });
  }
  new Apigatewayv2Stage(stack, "live", { apiId: api.id, name: "$default", autoDeploy: true });
  return api;
}

/** A REST API with the methods GET /, GET /orders/{id} and OPTIONS /orders/{id}; it has neither stage nor deployment. */
export function restApiIn(scope: TerraformStack): ApiGatewayRestApi {
  const api = new ApiGatewayRestApi(scope, "rest", { name: "orders" });
  const resource = (id: string, parentId: string, pathPart: string) =>
    new ApiGatewayResource(scope, id, { restApiId: api.id, parentId, pathPart });
  const order = resource("order", resource("orders", api.rootResourceId, "orders").id, "{id}");
  const method = (id: string, resourceId: string, httpMethod: string) =>
    new ApiGatewayMethod(scope, id, { restApiId: api.id, resourceId, httpMethod, authorization: "NONE" });
  method("root", api.rootResourceId, "GET");
  method("read", order.id, "GET");
  method("preflight", order.id, "OPTIONS");
  return api;
}

/** A stage of a REST API with its deployment. */
export function deployed(
  api: ApiGatewayRestApi,
  config: Partial<ApiGatewayDeploymentConfig> = {},
): ApiGatewayDeployment {
  const stack = TerraformStack.of(api);
  const deployment = new ApiGatewayDeployment(stack, "deployment", { restApiId: api.id, ...config });
  new ApiGatewayStage(stack, "stage", {
    restApiId: api.id,
    stageName: "prod",
    deploymentId: deployment.id,
  });
  return deployment;
}
