import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayRestApiPut } from "@cdktf/provider-aws/lib/api-gateway-rest-api-put/index.js";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import {
  Apigatewayv2ApiMapping,
  type Apigatewayv2ApiMappingConfig,
} from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import type { OpenRoute } from "../../../constructs/policy/open-routes.js";
import { refusal } from "../../harness/misuse.js";
import { synthesizeStack, the } from "../stack-resources.js";
import { filesOf, newApp, resources, stackIn, writtenStacks } from "../synthesized.js";
import { deployed, engineIn, httpApiIn, restApiIn } from "./engine-stack.js";

const HEALTH: OpenRoute = { route: "GET /health", reason: "the load balancer asks without a token" };

describe("protect, for an HTTP API", () => {
  it("asks the policy engine on every request, with simple answers of format 2.0", () => {
    const stack = synthesizeStack((scope) => {
      engineIn(scope).protect(httpApiIn(scope));
    });
    const authorizer = the(stack, "aws_apigatewayv2_authorizer");
    expect(authorizer).toMatchObject({
      authorizer_type: "REQUEST",
      authorizer_payload_format_version: "2.0",
      enable_simple_responses: true,
      authorizer_result_ttl_in_seconds: 0,
      authorizer_uri: expect.stringMatching(/aws_lambda_function\.engine_function.*invoke_arn/),
    });
    // Without identity sources the requests without a token reach the policy engine, too.
    expect(authorizer["identity_sources"] ?? []).toEqual([]);
    expect(the(stack, "aws_lambda_permission")).toMatchObject({
      principal: "apigateway.amazonaws.com",
      source_arn: expect.stringMatching(
        /^\$\{aws_apigatewayv2_api\.api\.execution_arn\}\/authorizers\/\$\{aws_apigatewayv2_authorizer\..*\.id\}$/,
      ),
    });
  });

  it("stands before every route but the open ones, whenever they are declared", () => {
    const stack = synthesizeStack((scope) => {
      const api = httpApiIn(scope);
      engineIn(scope).protect(api, { open: [HEALTH] });
      new Apigatewayv2Route(scope, "late", { apiId: api.id, routeKey: "$default" });
      const other = new Apigatewayv2Api(scope, "other", { name: "other", protocolType: "HTTP" });
      new Apigatewayv2Route(scope, "other-route", { apiId: other.id, routeKey: "GET /" });
    });
    const types = resources(stack, "aws_apigatewayv2_route").map((route) => [
      route["route_key"],
      route["authorization_type"],
      route["authorizer_id"] !== undefined,
    ]);
    expect(Object.fromEntries(types.map(([key, ...rest]) => [key, rest]))).toEqual({
      $default: ["CUSTOM", true],
      "GET /": [undefined, false],
      "GET /health": [undefined, false],
      "GET /orders/{id}": ["CUSTOM", true],
    });
  });

  it("finds routes of other stacks", () => {
    const app = newApp();
    const first = stackIn(app, "first");
    const second = stackIn(app, "second");
    const api = httpApiIn(first);
    engineIn(first).protect(api, { open: [HEALTH] });
    new Apigatewayv2Route(second, "far", { apiId: api.id, routeKey: "GET /far" });
    const far = resources(writtenStacks(app)["second"] ?? {}, "aws_apigatewayv2_route");
    expect(far).toMatchObject([
      { authorization_type: "CUSTOM", authorizer_id: expect.stringContaining("first") },
    ]);
  });

  it("switches the access logs of the stages on, and leaves those alone that are", () => {
    const own = { destinationArn: "arn:aws:logs:eu-central-1:111122223333:log-group:own", format: "{}" };
    const stack = synthesizeStack((scope) => {
      const api = httpApiIn(scope);
      engineIn(scope).protect(api);
      new Apigatewayv2Stage(scope, "stage", { apiId: api.id, name: "$default", autoDeploy: true });
      new Apigatewayv2Stage(scope, "own", {
        apiId: api.id,
        name: "own",
        autoDeploy: true,
        accessLogSettings: own,
      });
    });
    const { access_log_settings: settings } = the(stack, "aws_apigatewayv2_stage", /^stage/) as {
      access_log_settings: { destination_arn: string; format: string };
    };
    expect(settings.destination_arn).toMatch(
      /^\$\{aws_cloudwatch_log_group\.api_zero-trust_access-log_\w+\.arn\}$/,
    );
    expect(JSON.parse(settings.format)).toMatchObject({
      status: "$context.status",
      reason: "$context.authorizer.reason",
      authorizerError: "$context.authorizer.error",
    });
    expect(the(stack, "aws_apigatewayv2_stage", /^own/)).toMatchObject({
      access_log_settings: { destination_arn: own.destinationArn },
    });
    expect(the(stack, "aws_cloudwatch_log_group", /api_zero-trust/)).toMatchObject({
      kms_key_id: expect.stringContaining("engine_key"),
    });
  });

  it("closes the execute-api endpoint beside a custom domain, and only there", () => {
    const endpoint = (isMapped: boolean) =>
      the(
        synthesizeStack((scope) => {
          const api = httpApiIn(scope);
          engineIn(scope).protect(api);
          if (isMapped) map(scope, api);
        }),
        "aws_apigatewayv2_api",
      )["disable_execute_api_endpoint"];
    expect(endpoint(false)).toBeUndefined();
    expect(endpoint(true)).toBe(true);
  });
});

function map(
  scope: TerraformStack,
  api: Apigatewayv2Api,
  config: Partial<Apigatewayv2ApiMappingConfig> = {},
): void {
  new Apigatewayv2ApiMapping(scope, "mapping", {
    apiId: api.id,
    domainName: "api.example.com",
    stage: "$default",
    ...config,
  });
}

describe("protect refuses", () => {
  const cases: readonly (readonly [
    what: string,
    code: string,
    declare: (scope: TerraformStack) => void,
    message: RegExp,
  ])[] = [
    [
      "an endpoint that is left open beside a custom domain",
      "CORDON_PROTECT_ENDPOINT_OPEN",
      (scope) => {
        const api = httpApiIn(scope, { disableExecuteApiEndpoint: false });
        engineIn(scope).protect(api);
        map(scope, api);
      },
      /at shop\/api: .*mutual TLS/,
    ],
    [
      "a route with an authorization of its own",
      "CORDON_PROTECT_ROUTE_OPEN",
      (scope) => {
        const api = httpApiIn(scope);
        engineIn(scope).protect(api);
        new Apigatewayv2Route(scope, "jwt", {
          apiId: api.id,
          routeKey: "GET /jwt",
          authorizationType: "JWT",
        });
      },
      /at shop\/jwt: .*JWT.*"GET \/jwt"/,
    ],
    [
      "an open route without a reason",
      "CORDON_PROTECT_ROUTE_OPEN",
      (scope) => {
        engineIn(scope).protect(httpApiIn(scope), { open: [{ ...HEALTH, reason: " " }] });
      },
      /without a reason.*"GET \/health"/,
    ],
    [
      "an open route that is none",
      "CORDON_PROTECT_ROUTE_UNKNOWN",
      (scope) => {
        engineIn(scope).protect(httpApiIn(scope), { open: [{ ...HEALTH, route: "GET /healthz" }] });
      },
      /"GET \/healthz".*GET \/orders\/\{id\}, GET \/health/,
    ],
    [
      "routes in an OpenAPI document",
      "CORDON_PROTECT_ROUTE_UNSEEN",
      (scope) => {
        engineIn(scope).protect(httpApiIn(scope, { body: "{}" }));
      },
      /routes inside itself.*body/,
    ],
    [
      "a quick-create target",
      "CORDON_PROTECT_ROUTE_UNSEEN",
      (scope) => {
        engineIn(scope).protect(
          httpApiIn(scope, { target: "arn:aws:lambda:eu-central-1:111122223333:function:x" }),
        );
      },
      /target/,
    ],
    [
      "a route whose authorization Terraform ignores",
      "CORDON_PROTECT_NOT_DEPLOYED",
      (scope) => {
        const api = httpApiIn(scope);
        engineIn(scope).protect(api);
        const lifecycle = { ignoreChanges: ["authorization_type"] };
        new Apigatewayv2Route(scope, "ignored", { apiId: api.id, routeKey: "GET /x", lifecycle });
      },
      /at shop\/ignored: .*authorization_type/,
    ],
    [
      "a WebSocket API",
      "CORDON_PROTECT_API_UNSUPPORTED",
      (scope) => {
        engineIn(scope).protect(httpApiIn(scope, { protocolType: "WEBSOCKET" }));
      },
      /at shop\/api: .*"WEBSOCKET"/,
    ],
    [
      "an API whose protocol only Terraform knows",
      "CORDON_PROTECT_API_UNSUPPORTED",
      (scope) => {
        const protocol = new TerraformVariable(scope, "protocol", { type: "string" });
        engineIn(scope).protect(httpApiIn(scope, { protocolType: protocol.stringValue }));
      },
      /protocolType/,
    ],
    [
      "the route $default behind a mapping with a key",
      "CORDON_PROTECT_PATH_UNKNOWN",
      (scope) => {
        const api = httpApiIn(scope);
        engineIn(scope).protect(api);
        new Apigatewayv2Route(scope, "all", { apiId: api.id, routeKey: "$default" });
        map(scope, api, { apiMappingKey: "v1" });
      },
      /at shop\/all: .*"v1".*ANY \/\{proxy\+\}/,
    ],
    [
      "the route $default behind a mapping to a named stage",
      "CORDON_PROTECT_PATH_UNKNOWN",
      (scope) => {
        const api = httpApiIn(scope);
        engineIn(scope).protect(api);
        new Apigatewayv2Route(scope, "all", { apiId: api.id, routeKey: "$default" });
        map(scope, api, { stage: "prod" });
      },
      /at shop\/all/,
    ],
    [
      "to protect twice",
      "CORDON_PROTECT_TWICE",
      (scope) => {
        const engine = engineIn(scope);
        const api = httpApiIn(scope);
        engine.protect(api);
        engine.protect(api);
      },
      /at shop\/api/,
    ],
  ];
  for (const [what, code, declare, message] of cases) {
    it(`${what}: ${code}`, () => {
      const error = refusal(() => synthesizeStack(declare));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(message);
    });
  }

  it("before anything of any stack is written", () => {
    const app = newApp();
    stackIn(app, "first");
    const stack = stackIn(app, "second");
    engineIn(stack).protect(httpApiIn(stack, { body: "{}" }));
    expect(refusal(() => app.synth()).code).toBe("CORDON_PROTECT_ROUTE_UNSEEN");
    expect(filesOf(app).filter((file) => file.startsWith("stacks"))).toEqual([]);
  });
});

describe("protect, for a REST API", () => {
  const open = [
    { route: "OPTIONS /orders/{id}", reason: "browsers ask without a token" },
    { route: "GET /", reason: "the start page" },
  ];

  it("stands before every method but the open ones, and says why it denies", () => {
    const stack = synthesizeStack((scope) => {
      const api = restApiIn(scope);
      engineIn(scope).protect(api, { open });
      deployed(api);
      new ApiGatewayBasePathMapping(scope, "mapping", { apiId: api.id, domainName: "api.example.com" });
    });
    const methods = resources(stack, "aws_api_gateway_method").map((method) => [
      method["http_method"],
      method["authorization"],
    ]);
    expect(methods).toEqual([
      ["OPTIONS", "NONE"],
      ["GET", "CUSTOM"],
      ["GET", "NONE"],
    ]);
    expect(the(stack, "aws_api_gateway_authorizer")).toMatchObject({
      type: "REQUEST",
      authorizer_result_ttl_in_seconds: 0,
      identity_source: "",
    });
    expect(the(stack, "aws_api_gateway_gateway_response")).toMatchObject({
      response_type: "ACCESS_DENIED",
      response_templates: { "application/json": expect.stringContaining("$context.authorizer.reason") },
    });
    expect(the(stack, "aws_api_gateway_stage")).toMatchObject({
      access_log_settings: { format: expect.stringContaining("$context.authorizer.error") },
    });
    expect(the(stack, "aws_api_gateway_rest_api")).toMatchObject({ disable_execute_api_endpoint: true });
  });

  it("refuses routes in an OpenAPI document", () => {
    const error = refusal(() =>
      synthesizeStack((scope) => {
        const api = new ApiGatewayRestApi(scope, "rest", { name: "orders", body: "{}" });
        deployed(api);
        engineIn(scope).protect(api);
      }),
    );
    expect(error.code).toBe("CORDON_PROTECT_ROUTE_UNSEEN");
    const put = refusal(() =>
      synthesizeStack((scope) => {
        const api = restApiIn(scope);
        deployed(api);
        engineIn(scope).protect(api);
        new ApiGatewayRestApiPut(scope, "put", { restApiId: api.id, body: "{}" });
      }),
    );
    expect(put.code).toBe("CORDON_PROTECT_ROUTE_UNSEEN");
  });
});
