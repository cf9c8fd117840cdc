import type { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import { OPERATOR_PATHS } from "../../core/contracts/authenticator.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { ApiAccessLog, logRequests } from "../policy/api-access-log.js";
import type { ThrottleProps } from "./authenticator-props.js";

/** What an API puts before the functions. */
export interface IdentityApiProps {
  readonly name: string;
  readonly everybody: DeployedFunction;
  readonly operators: DeployedFunction;
  readonly throttle: ThrottleProps;
  /** Whether a domain of its own leads to it, so that its execute-api endpoint is closed. */
  readonly hasDomain: boolean;
  readonly keyArn: string;
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** An API of either kind, as the other parts need it. */
export interface IdentityApi {
  readonly apiId: string;
  /** "https://….execute-api.….amazonaws.com", without a slash at the end; a REST API's has its stage. */
  readonly endpoint: string;
  /** Its origin. */
  readonly address: string;
  readonly executionArn: string;
  /** The stage, which must be there before a domain leads to it. */
  readonly stage: Apigatewayv2Stage | ApiGatewayStage;
  readonly stageName: string;
  /** The routes or methods that everybody may call, because nobody has a token before signing in. */
  readonly open: readonly Construct[];
  /** Its metric of answers 5xx: which one, of what (Amazon API Gateway Developer Guide, "Metrics"). */
  readonly failures: { readonly metricName: string; readonly dimensions: Readonly<Record<string, string>> };
}

/**
 * The HTTP API: operators' paths behind AWS_IAM, everything else to the function for everybody, which answers unknown
 * paths, other methods and preflights as the local mode does. No setting of CORS: API Gateway would answer in its place.
 */
export class IdentityHttpApi extends Construct implements IdentityApi {
  readonly apiId: string;
  readonly endpoint: string;
  readonly address: string;
  readonly executionArn: string;
  readonly stage: Apigatewayv2Stage;
  readonly stageName = "$default";
  readonly failures: IdentityApi["failures"];
  readonly open: readonly Construct[];

  constructor(scope: Construct, id: string, props: IdentityApiProps) {
    super(scope, id);
    const { name, throttle, tags } = props;
    const api = new Apigatewayv2Api(this, "Resource", {
      name,
      protocolType: "HTTP",
      description: "Signs people in",
      disableExecuteApiEndpoint: props.hasDomain,
      tags: { ...tags },
    });
    this.apiId = api.id;
    this.endpoint = api.apiEndpoint;
    this.address = api.apiEndpoint;
    this.executionArn = api.executionArn;
    this.failures = { metricName: "5xx", dimensions: { ApiId: api.id } };
    const target = (key: string, { invokeArn }: DeployedFunction) => {
      const { id: integrationId } = new Apigatewayv2Integration(this, key, {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: invokeArn,
        payloadFormatVersion: "2.0",
      });
      return `integrations/${integrationId}`;
    };
    new Apigatewayv2Route(this, "operator-route", {
      apiId: api.id,
      routeKey: `ANY ${OPERATOR_PATHS}`,
      authorizationType: "AWS_IAM",
      target: target("operators", props.operators),
    });
    const route = new Apigatewayv2Route(this, "route", {
      apiId: api.id,
      routeKey: "$default",
      target: target("everybody", props.everybody),
    });
    this.open = [route];
    const limits = { throttlingRateLimit: throttle.rate, throttlingBurstLimit: throttle.burst };
    this.stage = new Apigatewayv2Stage(this, "stage", {
      apiId: api.id,
      name: this.stageName,
      autoDeploy: true,
      defaultRouteSettings: { ...limits, detailedMetricsEnabled: false },
      tags: { ...tags },
    });
    logRequests(this.stage, accessLogOf(this, props));
    invokedBy(this, "everybody-permission", props.everybody, `${api.executionArn}/*/$default`);
    invokedBy(this, "operators-permission", props.operators, operatorArn(this));
  }
}

/** ARN of every call of operators, for the policies of those who may make them. */
export function operatorArn({ executionArn }: Pick<IdentityApi, "executionArn">): string {
  return `${executionArn}/*/*${OPERATOR_PATHS.replace("{proxy+}", "*")}`;
}

/** Where the API logs. */
export function accessLogOf(scope: Construct, props: IdentityApiProps): ApiAccessLog {
  return new ApiAccessLog(scope, "access-log", {
    name: `/cordon/${props.name}/identity-api`,
    keyArn: props.keyArn,
    retentionDays: props.logRetentionDays,
    tags: props.tags,
  });
}

/** Lets API Gateway call the function, for this API alone. */
export function invokedBy(
  scope: Construct,
  id: string,
  { functionName }: DeployedFunction,
  sourceArn: string,
): void {
  new LambdaPermission(scope, id, {
    functionName,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn,
  });
}
