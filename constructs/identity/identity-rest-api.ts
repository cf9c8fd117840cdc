import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings/index.js";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { OPERATOR_PATHS } from "../../core/contracts/authenticator.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { Account } from "../guardrails/account.js";
import { logRequests } from "../policy/api-access-log.js";
import {
  accessLogOf,
  type IdentityApi,
  type IdentityApiProps,
  invokedBy,
  operatorArn,
} from "./identity-api.js";

const STAGE = "live";

/**
 * The same as a REST API, because AWS WAF protects no HTTP API (AWS WAF API Reference, "AssociateWebACL"): operators'
 * paths behind AWS_IAM, everything else to the function for everybody.
 */
export class IdentityRestApi extends Construct implements IdentityApi {
  readonly apiId: string;
  readonly endpoint: string;
  readonly address: string;
  readonly executionArn: string;
  readonly stage: ApiGatewayStage;
  readonly stageName = STAGE;
  readonly failures: IdentityApi["failures"];
  readonly open: readonly Construct[];
  readonly #api: ApiGatewayRestApi;
  readonly #parts: (ApiGatewayMethod | ApiGatewayIntegration)[] = [];

  constructor(scope: Construct, id: string, props: IdentityApiProps & { readonly webAclArn: string }) {
    super(scope, id);
    const { everybody, operators, tags } = props;
    const api = new ApiGatewayRestApi(this, "Resource", {
      name: props.name,
      description: "Signs people in",
      endpointConfiguration: { types: ["REGIONAL"] },
      disableExecuteApiEndpoint: props.hasDomain,
      tags: { ...tags },
    });
    this.#api = api;
    this.apiId = api.id;
    this.executionArn = api.executionArn;
    this.failures = { metricName: "5XXError", dimensions: { ApiName: props.name } };
    const below = (parentId: string, pathPart: string) =>
      new ApiGatewayResource(this, `path ${pathPart} ${this.node.children.length}`, {
        restApiId: api.id,
        parentId,
        pathPart,
      }).id;
    this.open = [
      this.#method("root", api.rootResourceId, "NONE", everybody),
      this.#method("every", below(api.rootResourceId, "{proxy+}"), "NONE", everybody),
    ];
    const ofOperators = OPERATOR_PATHS.split("/").slice(1).reduce(below, api.rootResourceId);
    this.#method("operator", ofOperators, "AWS_IAM", operators);
    this.stage = this.#stage(props);
    // Not of the stage: the stage waits for the functions, which are told their address.
    this.address = `https://${api.id}.execute-api.${Account.of(this).region}.amazonaws.com`;
    this.endpoint = `${this.address}/${STAGE}`;
    new Wafv2WebAclAssociation(this, "web-acl", { resourceArn: this.stage.arn, webAclArn: props.webAclArn });
    invokedBy(this, "everybody-permission", everybody, `${api.executionArn}/*/*`);
    invokedBy(this, "operators-permission", operators, operatorArn(this));
  }

  #method(id: string, resourceId: string, authorization: string, { invokeArn }: DeployedFunction): Construct {
    const place = { restApiId: this.#api.id, resourceId, httpMethod: "ANY" };
    const method = new ApiGatewayMethod(this, `${id}-method`, { ...place, authorization });
    const integration = new ApiGatewayIntegration(this, `${id}-integration`, {
      ...place,
      type: "AWS_PROXY",
      // How Lambda is called; the request itself may have any method.
      integrationHttpMethod: "POST",
      uri: invokeArn,
      dependsOn: [method],
    });
    this.#parts.push(method, integration);
    return method;
  }

  #stage(props: IdentityApiProps): ApiGatewayStage {
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: this.#api.id,
      triggers: { redeployment: Fn.sha1(Fn.jsonencode(this.#parts.map(({ id }) => id))) },
      lifecycle: { createBeforeDestroy: true },
      dependsOn: this.#parts,
    });
    const stage = new ApiGatewayStage(this, "stage", {
      restApiId: this.#api.id,
      deploymentId: deployment.id,
      stageName: STAGE,
      tags: { ...props.tags },
    });
    new ApiGatewayMethodSettings(this, "throttle", {
      restApiId: this.#api.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: { throttlingRateLimit: props.throttle.rate, throttlingBurstLimit: props.throttle.burst },
    });
    logRequests(stage, accessLogOf(this, props));
    return stage;
  }
}
