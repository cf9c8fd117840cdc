import { ApiGatewayAuthorizer } from "@cdktf/provider-aws/lib/api-gateway-authorizer/index.js";
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Fn, TerraformResource } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ApiAccessLog, logRequests } from "./api-access-log.js";
import { closeEndpoint, unseenRoutes } from "./api-problems.js";
import { cacheProblems } from "./authorizer-cache.js";
import { ignoredProblems, redeploy, unstagedProblem } from "./deployments.js";
import type { PolicyEngineProblem } from "./error-codes.js";
import { type DeclaredRoute, protectRoutes } from "./open-routes.js";
import type { ProtectingEngine, ProtectOptions } from "./protection.js";
import { allOf, refersTo } from "./same-api.js";
import { SettleAtSynthesis } from "./settle-at-synthesis.js";

/** What callers learn of a denial: its reason, and the id under which it stands in the access log. */
const DENIAL_BODY =
  '{"message":$context.error.messageString,"reason":"$context.authorizer.reason","eventId":"$context.authorizer.eventId"}';

interface OfRestApi extends IConstruct {
  readonly restApiIdInput: string | undefined;
}

/** A method, with "GET /orders/{id}". */
interface KeyedMethod {
  readonly method: ApiGatewayMethod;
  readonly key: string;
}

/** The policy engine before every method of a REST API. */
export class RestApiProtection extends Construct {
  readonly authorizer: ApiGatewayAuthorizer;
  readonly #api: ApiGatewayRestApi;
  readonly #engine: ProtectingEngine;
  readonly #options: ProtectOptions;
  readonly #denied: ApiGatewayGatewayResponse;
  readonly #accessLog: ApiAccessLog;

  /** @throws CordonError the CORDON_PROTECT_ codes, when the app is synthesized */
  constructor(api: ApiGatewayRestApi, id: string, engine: ProtectingEngine, options: ProtectOptions) {
    const { cache } = options;
    super(api, id);
    this.#api = api;
    this.#options = options;
    this.#engine = engine;
    this.authorizer = new ApiGatewayAuthorizer(this, "authorizer", {
      restApiId: api.id,
      name: "cordon",
      type: "REQUEST",
      authorizerUri: engine.invokeArn,
      authorizerResultTtlInSeconds: cache?.ttlSeconds ?? 0,
      identitySource: cache?.identitySources.join(",") ?? "",
    });
    new LambdaPermission(this, "permission", {
      functionName: engine.functionName,
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/authorizers/${this.authorizer.id}`,
    });
    this.#denied = new ApiGatewayGatewayResponse(this, "denied", {
      restApiId: api.id,
      responseType: "ACCESS_DENIED",
      statusCode: "403",
      responseTemplates: { "application/json": DENIAL_BODY },
    });
    this.#accessLog = new ApiAccessLog(this, "access-log", {
      name: engine.apiLogGroupName,
      keyArn: engine.keyArn,
      retentionDays: engine.logRetentionDays,
      tags: engine.tags,
    });
    new SettleAtSynthesis(this, "settle", () => this.#settle());
  }

  /** The keys of the methods that the API has now: "GET /orders/{id}". */
  routeKeys(): string[] {
    return this.#methods().map(({ key }) => key);
  }

  #settle(): PolicyEngineProblem[] {
    const api = this.#api;
    const methods = this.#methods();
    const stages = this.#all(ApiGatewayStage);
    const mappings = allOf(api, ApiGatewayBasePathMapping, ({ apiIdInput }) => apiIdInput);
    return [
      ...(stages.length === 0 ? [unstagedProblem(api)] : []),
      ...unseenRoutes({ body: api.bodyInput, [PUT_RESOURCE]: putBodyOf(api) }, api.node.path),
      ...(mappings.length > 0 ? closeEndpoint(api) : []),
      ...protectRoutes(
        methods.map((method) => this.#declared(method)),
        this.#options.open ?? [],
        api.node.path,
      ),
      ...this.#redeploy(methods, stages),
      ...cacheProblems(
        this.#options.cache,
        { kind: "rest", ...this.#engine, dependsOnPath: true, mappings: mappings.length },
        this.node.path,
      ),
      ...stages.flatMap((stage) => logRequests(stage, this.#accessLog)),
    ];
  }

  #redeploy(methods: readonly KeyedMethod[], stages: readonly ApiGatewayStage[]): PolicyEngineProblem[] {
    const { authorizer } = this;
    return redeploy({
      api: this.#api,
      deployments: this.#all(ApiGatewayDeployment),
      stages: stages.map((stage) => {
        const canary = stage.canarySettingsInput;
        return {
          stage,
          deploymentIds: [stage.deploymentIdInput, ...(canary === undefined ? [] : [canary.deploymentId])],
        };
      }),
      parts: [authorizer, this.#denied, ...methods.map(({ method }) => method)],
      authorization: [
        [authorizer.id, authorizer.authorizerUri],
        [authorizer.authorizerResultTtlInSeconds, authorizer.identitySourceInput ?? ""],
        Fn.rawString(DENIAL_BODY),
        ...methods
          .map(({ key, method }) => [key, method.authorizationInput ?? "NONE"])
          .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
      ],
    });
  }

  #methods(): KeyedMethod[] {
    const resources = this.#all(ApiGatewayResource);
    return this.#all(ApiGatewayMethod).map((method) => ({
      method,
      key: `${method.httpMethodInput ?? ""} ${pathOf(method.resourceIdInput, resources) || "/"}`,
    }));
  }

  #all<T extends OfRestApi>(kind: new (...args: never[]) => T): T[] {
    return allOf(this.#api, kind, ({ restApiIdInput }) => restApiIdInput);
  }

  #declared({ method, key }: KeyedMethod): DeclaredRoute {
    return {
      key,
      where: method.node.path,
      authorization: method.authorizationInput,
      protect: () => {
        method.authorization = "CUSTOM";
        method.authorizerId = this.authorizer.id;
        return ignoredProblems(method, "authorization", "authorizer_id");
      },
    };
  }
}

/** Puts an OpenAPI document into an API; by its name, because the oldest provider that is supported does not know it. */
const PUT_RESOURCE = "aws_api_gateway_rest_api_put";

function putBodyOf(api: ApiGatewayRestApi): string | undefined {
  const put = allOf(api, TerraformResource, (one) =>
    one.terraformResourceType === PUT_RESOURCE && "restApiIdInput" in one
      ? String(one.restApiIdInput)
      : undefined,
  );
  return put[0]?.node.path;
}

/** "/orders/{id}", by the resources on the way up to the root. */
function pathOf(resourceId: string | undefined, resources: readonly ApiGatewayResource[]): string {
  const resource = resources.find((one) => refersTo(resourceId, one));
  return resource === undefined
    ? ""
    : `${pathOf(resource.parentIdInput, resources)}/${resource.pathPartInput ?? ""}`;
}
