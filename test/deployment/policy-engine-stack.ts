import { fileURLToPath } from "node:url";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { AccessLog, PolicyEngine, type PolicyEngineProps } from "../../constructs/index.js";

export const REGION = "eu-central-1";

export const POLICIES = fileURLToPath(new URL("policy-engine-policies.json", import.meta.url));

/** Synthesizes an API behind a policy engine, with its access log. */
export function synthesizeProtectedApi(
  outdir: string,
  issuer: PolicyEngineProps["issuer"],
  secretHash: string,
  policies: string,
): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "api");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const log = new AccessLog(stack, "log", { name: "orders" });
  const engine = new PolicyEngine(stack, "engine", {
    name: "orders",
    policies,
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
  new TerraformOutput(stack, "api-id", { value: api.id });
  new TerraformOutput(stack, "devices", { value: engine.tables.devices.name });
  new TerraformOutput(stack, "subjects", { value: engine.tables.subjects.name });
  new TerraformOutput(stack, "log-group", { value: log.logGroup.name });
  new TerraformOutput(stack, "lake", { value: log.bucket.bucketName });
  app.synth();
}
