import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
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

/**
 * The policy engine before every route of an HTTP API.
 *
 * Without a cache the authorizer has no identity source, so that it is asked about requests without a token, too:
 * API Gateway would answer those with 401 by itself, and nobody would see them.
 */
export class HttpApiProtection extends Construct {
  readonly authorizer: Apigatewayv2Authorizer;
  readonly #api: Apigatewayv2Api;
  readonly #options: ProtectOptions;
  readonly #accessLog: ApiAccessLog;

  /** @throws CordonError CORDON_PROTECT_CACHE_UNSAFE; the other CORDON_PROTECT_ codes when the app is synthesized */
  constructor(api: Apigatewayv2Api, id: string, engine: ProtectingEngine, options: ProtectOptions) {
    const { cache } = options;
    refuseUnsafeCache(cache, { kind: "http", ...engine }, `${api.node.path}/${id}`);
    super(api, id);
    this.#api = api;
    this.#options = options;
    this.authorizer = new Apigatewayv2Authorizer(this, "authorizer", {
      apiId: api.id,
      name: "cordon",
      authorizerType: "REQUEST",
      authorizerUri: engine.invokeArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: cache?.ttlSeconds ?? 0,
      identitySources: [...(cache?.identitySources ?? [])],
    });
    new LambdaPermission(this, "permission", {
      functionName: engine.functionName,
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.executionArn}/authorizers/${this.authorizer.id}`,
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
    const ofApi = (construct: IConstruct & { readonly apiIdInput: string | undefined }) =>
      refersTo(construct.apiIdInput, api);
    for (const stage of all) {
      if (
        !(stage instanceof Apigatewayv2Stage) ||
        !ofApi(stage) ||
        stage.accessLogSettingsInput !== undefined
      )
        continue;
      stage.putAccessLogSettings({
        destinationArn: this.#accessLog.destinationArn,
        format: ACCESS_LOG_FORMAT,
      });
    }
    const isMapped = all.some((one) => one instanceof Apigatewayv2ApiMapping && ofApi(one));
    const endpoint = isMapped ? closeEndpoint(api) : [];
    const unseen = unseenRoutes({ body: api.bodyInput, target: api.targetInput }, api.node.path);
    const routes = all.flatMap((one) =>
      one instanceof Apigatewayv2Route && ofApi(one) ? [this.#declared(one)] : [],
    );
    return [...unseen, ...endpoint, ...protectRoutes(routes, this.#options.open ?? [], api.node.path)];
  }

  #declared(route: Apigatewayv2Route): DeclaredRoute {
    return {
      key: route.routeKeyInput ?? "",
      where: route.node.path,
      authorization: route.authorizationTypeInput,
      protect: () => {
        route.authorizationType = "CUSTOM";
        route.authorizerId = this.authorizer.id;
      },
    };
  }
}
