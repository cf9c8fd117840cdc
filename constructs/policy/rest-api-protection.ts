import { ApiGatewayAuthorizer } from "@cdktf/provider-aws/lib/api-gateway-authorizer/index.js";
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js";
import { ApiGatewayGatewayResponse } from "@cdktf/provider-aws/lib/api-gateway-gateway-response/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { App } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ACCESS_LOG_FORMAT, ApiAccessLog } from "./api-access-log.js";
import { closeEndpoint, unseenRoutes } from "./api-problems.js";
import { refuseUnsafeCache } from "./authorizer-cache.js";
import type { PolicyEngineProblem } from "./error-codes.js";
import { type DeclaredRoute, protectRoutes } from "./open-routes.js";
import type { ProtectingEngine, ProtectOptions } from "./protection.js";
import { refersTo } from "./same-api.js";
import { SettleAtSynthesis } from "./settle-at-synthesis.js";

/** What callers learn of a denial: its reason, and the id under which it stands in the access log. */
const DENIAL_BODY =
  '{"message":$context.error.messageString,"reason":"$context.authorizer.reason","eventId":"$context.authorizer.eventId"}';

/** The policy engine before every method of a REST API. */
export class RestApiProtection extends Construct {
  readonly authorizer: ApiGatewayAuthorizer;
  readonly #api: ApiGatewayRestApi;
  readonly #options: ProtectOptions;
  readonly #accessLog: ApiAccessLog;

  /** @throws CordonError CORDON_PROTECT_CACHE_UNSAFE; the other CORDON_PROTECT_ codes when the app is synthesized */
  constructor(api: ApiGatewayRestApi, id: string, engine: ProtectingEngine, options: ProtectOptions) {
    const { cache } = options;
    refuseUnsafeCache(cache, { kind: "rest", ...engine }, `${api.node.path}/${id}`);
    super(api, id);
    this.#api = api;
    this.#options = options;
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
    new ApiGatewayGatewayResponse(this, "denied", {
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

  #settle(): PolicyEngineProblem[] {
    const api = this.#api;
    const all = App.of(this).node.findAll();
    for (const stage of all) {
      if (!(stage instanceof ApiGatewayStage) || !refersTo(stage.restApiIdInput, api)) continue;
      if (stage.accessLogSettingsInput !== undefined) continue;
      stage.putAccessLogSettings({
        destinationArn: this.#accessLog.destinationArn,
        format: ACCESS_LOG_FORMAT,
      });
    }
    const isMapped = all.some(
      (one) => one instanceof ApiGatewayBasePathMapping && refersTo(one.apiIdInput, api),
    );
    const endpoint = isMapped ? closeEndpoint(api) : [];
    const routes = all.flatMap((one) =>
      one instanceof ApiGatewayMethod && refersTo(one.restApiIdInput, api) ? [this.#declared(one, all)] : [],
    );
    return [
      ...unseenRoutes({ body: api.bodyInput }, api.node.path),
      ...endpoint,
      ...protectRoutes(routes, this.#options.open ?? [], api.node.path),
    ];
  }

  #declared(method: ApiGatewayMethod, all: readonly IConstruct[]): DeclaredRoute {
    return {
      key: `${method.httpMethodInput ?? ""} ${this.#pathOf(method.resourceIdInput, all) || "/"}`,
      where: method.node.path,
      authorization: method.authorizationInput,
      protect: () => {
        method.authorization = "CUSTOM";
        method.authorizerId = this.authorizer.id;
      },
    };
  }

  /** "/orders/{id}", by the resources on the way up to the root. */
  #pathOf(resourceId: string | undefined, all: readonly IConstruct[]): string {
    const resource = all.find(
      (one): one is ApiGatewayResource => one instanceof ApiGatewayResource && refersTo(resourceId, one),
    );
    return resource === undefined
      ? ""
      : `${this.#pathOf(resource.parentIdInput, all)}/${resource.pathPartInput ?? ""}`;
  }
}
