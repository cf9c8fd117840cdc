import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { JitAccess } from "../constructs/access/jit-access.js";
import { AccessLog } from "../constructs/detection/access-log.js";
import { AnomalyDetector } from "../constructs/detection/anomaly-detector.js";
import { PolicyEngine } from "../constructs/policy/policy-engine.js";
import type { ApiConfig } from "./api-config.js";
import { addBackend } from "./backend.js";

/** A year for yearly reviews, and a month to do them in. */
const LOG_RETENTION_DAYS = 400;
const EVERY_ROUTE = "ANY /{proxy+}";

/** The reference API: an HTTP API before a back end, behind the policy engine, with its access log in a lake. */
export class ApiStack extends TerraformStack {
  readonly engine: PolicyEngine;

  /**
   * @param access the access broker of the app, whose grants for APIs open this one
   * @throws CordonError for a configuration that the schema accepts and the constructs do not, and for wrong policies
   */
  constructor(scope: Construct, id: string, config: ApiConfig, access?: JitAccess) {
    super(scope, id);
    const { name, open = [] } = config;
    addBackend(this, id, config.backend);
    new AwsProvider(this, "aws", {
      region: config.region,
      defaultTags: [{ tags: { ...config.tags, "cordon:stack": id } }],
    });
    const log = new AccessLog(this, "log", { name, logRetentionDays: LOG_RETENTION_DAYS });
    this.engine = new PolicyEngine(this, "engine", {
      name,
      policies: config.policies,
      issuer: config.issuer,
      log,
      ...(access === undefined ? {} : { access }),
    });
    const api = new Apigatewayv2Api(this, "api", { name, protocolType: "HTTP" });
    const backEnd = new Apigatewayv2Integration(this, "back-end", {
      apiId: api.id,
      integrationType: "HTTP_PROXY",
      integrationMethod: "ANY",
      integrationUri: `${config.backendUrl.replace(/\/$/, "")}/{proxy}`,
    });
    new Apigatewayv2Route(this, "every", {
      apiId: api.id,
      routeKey: EVERY_ROUTE,
      target: `integrations/${backEnd.id}`,
    });
    for (const { route } of open) {
      const [method = "", path = ""] = route.split(" ");
      const integration = new Apigatewayv2Integration(this, `open ${route}`, {
        apiId: api.id,
        integrationType: "HTTP_PROXY",
        integrationMethod: method,
        integrationUri: config.backendUrl.replace(/\/$/, "") + path,
      });
      new Apigatewayv2Route(this, `open route ${route}`, {
        apiId: api.id,
        routeKey: route,
        target: `integrations/${integration.id}`,
      });
    }
    new Apigatewayv2Stage(this, "stage", { apiId: api.id, name: "$default", autoDeploy: true });
    this.engine.protect(api, { open });
    if (config.detector !== undefined) {
      const detector = new AnomalyDetector(this, "detector", {
        name,
        log,
        engine: this.engine,
        ...config.detector,
      });
      new TerraformOutput(this, "finding-topic", { value: detector.notices.topic.arn });
      new TerraformOutput(this, "detector-function", { value: detector.function.functionName });
    }
    new TerraformOutput(this, "api-endpoint", { value: api.apiEndpoint });
    new TerraformOutput(this, "device-table", { value: this.engine.tables.devices.name });
    new TerraformOutput(this, "subject-table", { value: this.engine.tables.subjects.name });
  }
}
