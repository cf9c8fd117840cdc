import { fileURLToPath } from "node:url";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, Fn, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { AccessLog, PolicyEngine, type PolicyEngineProps } from "../../constructs/index.js";

export const REGION = "eu-central-1";

export const POLICIES = fileURLToPath(new URL("policy-engine-policies.json", import.meta.url));

/** How the stack is synthesized. */
export interface ProtectedApi {
  readonly issuer: PolicyEngineProps["issuer"];
  readonly secretHash: string;
  /** Whether the REST API beside the HTTP API is protected, too. */
  readonly protectRest: boolean;
  /** @default - the usual file */
  readonly policies?: string;
}

/** Synthesizes an HTTP API behind a policy engine, with its access log, and a REST API that is live. */
export function synthesizeProtectedApi(outdir: string, options: ProtectedApi): void {
  const { issuer, secretHash, protectRest, policies = POLICIES } = options;
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "api");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const log = new AccessLog(stack, "log", { name: "orders" });
  const engine = new PolicyEngine(stack, "engine", {
    name: "orders",
    policies,
    subjectPolicies: true,
    issuer,
    log,
    storage: "bucket",
    // The oldest provider that is supported does not know nodejs24.x.
    function: { runtime: "nodejs22.x" },
    evaluations: { callers: ["arn:aws:iam::123456789012:role/orders"] },
  });
  const api = new Apigatewayv2Api(stack, "api", { name: "orders", protocolType: "HTTP" });
  const integration = new Apigatewayv2Integration(stack, "integration", {
    apiId: api.id,
    integrationType: "HTTP_PROXY",
    integrationMethod: "ANY",
    integrationUri: "https://orders.example.com",
  });
  for (const [id, routeKey] of [
    ["orders", "GET /orders/{id}"],
    ["health", "GET /health"],
  ] as const) {
    new Apigatewayv2Route(stack, id, { apiId: api.id, routeKey, target: `integrations/${integration.id}` });
  }
  new Apigatewayv2Stage(stack, "stage", { apiId: api.id, name: "$default", autoDeploy: true });
  engine.protect(api, {
    trustedOrigin: { secretHashes: [secretHash] },
    open: [{ route: "GET /health", reason: "the load balancer asks without a token" }],
  });
  const rest = liveRestApi(stack);
  if (protectRest) engine.protect(rest);
  new TerraformOutput(stack, "api-id", { value: api.id });
  new TerraformOutput(stack, "devices", { value: engine.tables.devices.name });
  new TerraformOutput(stack, "subjects", { value: engine.tables.subjects.name });
  new TerraformOutput(stack, "log-group", { value: log.logGroup.name });
  new TerraformOutput(stack, "lake", { value: log.bucket.bucketName });
  app.synth();
}

/** A REST API whose deployment follows its methods as the provider's documentation has it: by their ids. */
function liveRestApi(stack: TerraformStack): ApiGatewayRestApi {
  const api = new ApiGatewayRestApi(stack, "rest", { name: "reports" });
  const ofRoot = { restApiId: api.id, resourceId: api.rootResourceId };
  const method = new ApiGatewayMethod(stack, "rest-read", {
    ...ofRoot,
    httpMethod: "GET",
    authorization: "NONE",
  });
  const backEnd = new ApiGatewayIntegration(stack, "rest-back-end", {
    ...ofRoot,
    httpMethod: method.httpMethod,
    type: "MOCK",
  });
  const deployment = new ApiGatewayDeployment(stack, "rest-deployment", {
    restApiId: api.id,
    triggers: { redeployment: Fn.sha1(Fn.jsonencode([method.id, backEnd.id])) },
  });
  new ApiGatewayStage(stack, "rest-stage", {
    restApiId: api.id,
    stageName: "prod",
    deploymentId: deployment.id,
  });
  return api;
}
