import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js";
import { Apigatewayv2Deployment } from "@cdktf/provider-aws/lib/apigatewayv2-deployment/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct, type IConstruct } from "constructs";
import { ApiAccessLog, logRequests } from "./api-access-log.js";
import { closeEndpoint, unseenRoutes } from "./api-problems.js";
import { dependsOnPath } from "./api-routes.js";
import { cacheProblems } from "./authorizer-cache.js";
import { ignoredProblems, redeploy, unstagedProblem } from "./deployments.js";
import type { PolicyEngineProblem } from "./error-codes.js";
import { unknownPaths } from "./http-api-paths.js";
import { type DeclaredRoute, protectRoutes } from "./open-routes.js";
import type { ProtectingEngine, ProtectOptions } from "./protection.js";
import { allOf } from "./same-api.js";
import { SettleAtSynthesis } from "./settle-at-synthesis.js";

interface OfHttpApi extends IConstruct {
  readonly apiIdInput: string | undefined;
}

/**
 * The policy engine before every route of an HTTP API.
 *
 * Without a cache the authorizer has no identity source, so that it is asked about requests without a token, too:
 * API Gateway would answer those with 401 by itself, and nobody would see them.
 */
export class HttpApiProtection extends Construct {
  readonly authorizer: Apigatewayv2Authorizer;
  readonly #api: Apigatewayv2Api;
  readonly #engine: ProtectingEngine;
  readonly #options: ProtectOptions;
  readonly #accessLog: ApiAccessLog;

  /** @throws CordonError the CORDON_PROTECT_ codes, when the app is synthesized */
  constructor(api: Apigatewayv2Api, id: string, engine: ProtectingEngine, options: ProtectOptions) {
    const { cache } = options;
    super(api, id);
    this.#api = api;
    this.#options = options;
    this.#engine = engine;
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

  /** The keys of the routes that the API has now. */
  routeKeys(): string[] {
    return this.#routes().map(({ routeKeyInput = "" }) => routeKeyInput);
  }

  #settle(): PolicyEngineProblem[] {
    const api = this.#api;
    const routes = this.#routes();
    const stages = this.#all(Apigatewayv2Stage);
    const mappings = this.#all(Apigatewayv2ApiMapping);
    return [
      ...(stages.length === 0 ? [unstagedProblem(api)] : []),
      ...unseenRoutes({ body: api.bodyInput, target: api.targetInput }, api.node.path),
      ...(mappings.length > 0 ? closeEndpoint(api) : []),
      ...unknownPaths(routes, mappings, stages, this.#options.open ?? []),
      ...protectRoutes(
        routes.map((route) => this.#declared(route)),
        this.#options.open ?? [],
        api.node.path,
      ),
      ...this.#redeploy(routes, stages),
      ...cacheProblems(
        this.#options.cache,
        {
          kind: "http",
          ...this.#engine,
          dependsOnPath: dependsOnPath(this.#engine.routes, this.routeKeys()),
          mappings: mappings.length,
        },
        this.node.path,
      ),
      ...stages.flatMap((stage) => logRequests(stage, this.#accessLog)),
    ];
  }

  #redeploy(
    routes: readonly Apigatewayv2Route[],
    stages: readonly Apigatewayv2Stage[],
  ): PolicyEngineProblem[] {
    const { authorizer } = this;
    return redeploy({
      api: this.#api,
      deployments: this.#all(Apigatewayv2Deployment),
      stages: stages.map((stage) => ({
        stage,
        deploymentIds: stage.autoDeployInput === true ? [] : [stage.deploymentIdInput],
      })),
      parts: [authorizer, ...routes],
      authorization: [
        [authorizer.id, authorizer.authorizerUri],
        [authorizer.authorizerResultTtlInSeconds, authorizer.identitySourcesInput ?? []],
        ...routes
          .map(({ routeKeyInput = "", authorizationTypeInput = "NONE" }) => [
            routeKeyInput,
            authorizationTypeInput,
          ])
          .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
      ],
    });
  }

  #routes(): Apigatewayv2Route[] {
    return this.#all(Apigatewayv2Route);
  }

  #all<T extends OfHttpApi>(kind: new (...args: never[]) => T): T[] {
    return allOf(this.#api, kind, ({ apiIdInput }) => apiIdInput);
  }

  #declared(route: Apigatewayv2Route): DeclaredRoute {
    return {
      key: route.routeKeyInput ?? "",
      where: route.node.path,
      authorization: route.authorizationTypeInput,
      protect: () => {
        route.authorizationType = "CUSTOM";
        route.authorizerId = this.authorizer.id;
        return ignoredProblems(route, "authorization_type", "authorizer_id");
      },
    };
  }
}
