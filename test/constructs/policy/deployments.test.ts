import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Deployment } from "@cdktf/provider-aws/lib/apigatewayv2-deployment/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { refusal } from "../../harness/misuse.js";
import { synthesizeStack, the } from "../stack-resources.js";
import { newApp, resources, stackIn, writtenStacks } from "../synthesized.js";
import { deployed, engineIn, httpApiIn, restApiIn } from "./engine-stack.js";

interface Deployment {
  readonly triggers: Readonly<Record<string, string>>;
  readonly depends_on: readonly string[];
  readonly lifecycle: unknown;
}

/** A REST API with what `declare` adds; protected. */
function protectedRest(declare: (scope: TerraformStack, api: ApiGatewayRestApi) => void) {
  return synthesizeStack((scope) => {
    const api = restApiIn(scope);
    engineIn(scope).protect(api);
    declare(scope, api);
  });
}

function deploymentOf(declare: (scope: TerraformStack, api: ApiGatewayRestApi) => void): Deployment {
  return the(protectedRest(declare), "aws_api_gateway_deployment") as unknown as Deployment;
}

it("lets Terraform ignore which deployment a stage has that deploys by itself", () => {
  const synthesized = synthesizeStack((scope) => {
    const api = httpApiIn(scope);
    engineIn(scope).protect(api);
    const lifecycle = { ignoreChanges: ["deployment_id"] };
    new Apigatewayv2Stage(scope, "v1", { apiId: api.id, name: "v1", autoDeploy: true, lifecycle });
  });
  expect(resources(synthesized, "aws_apigatewayv2_stage")).not.toEqual([]);
});

describe("a deployment of a protected REST API", () => {
  it("is made anew after authorizer, methods and denial, before the old one goes", () => {
    const { depends_on, lifecycle, triggers } = deploymentOf((_, api) => {
      deployed(api, { triggers: { redeployment: "1" }, lifecycle: { ignoreChanges: ["description"] } });
    });
    expect(depends_on).toEqual([
      expect.stringMatching(/^aws_api_gateway_authorizer\.rest_zero-trust_authorizer/),
      expect.stringMatching(/^aws_api_gateway_gateway_response\.rest_zero-trust_denied/),
      "aws_api_gateway_method.root",
      "aws_api_gateway_method.read",
      "aws_api_gateway_method.preflight",
    ]);
    expect(lifecycle).toEqual({ create_before_destroy: true, ignore_changes: ["description"] });
    expect(triggers).toEqual({
      redeployment: "1",
      cordon_authorization: expect.stringMatching(
        /^\$\{sha256\(jsonencode\(.*aws_api_gateway_authorizer\.\S+\.id, .*\.authorizer_uri.*"GET \/orders\/\{id\}", "CUSTOM"/,
      ),
    });
  });

  it("follows what is open, and which methods there are", () => {
    const trigger = (declare: (scope: TerraformStack, api: ApiGatewayRestApi) => void) =>
      deploymentOf((scope, api) => {
        deployed(api);
        declare(scope, api);
      }).triggers["cordon_authorization"];
    const method = (scope: TerraformStack, api: ApiGatewayRestApi) =>
      new ApiGatewayMethod(scope, "new", {
        restApiId: api.id,
        resourceId: api.rootResourceId,
        httpMethod: "POST",
        authorization: "NONE",
      });
    const plain = trigger(() => undefined);
    expect(trigger(() => undefined)).toBe(plain);
    expect(trigger(method)).not.toBe(plain);
    const open = synthesizeStack((scope) => {
      const api = restApiIn(scope);
      engineIn(scope).protect(api, { open: [{ route: "GET /", reason: "the start page" }] });
      deployed(api);
    });
    expect(the(open, "aws_api_gateway_deployment")["triggers"]).not.toEqual({ cordon_authorization: plain });
  });

  it("keeps triggers that only Terraform knows", () => {
    const { triggers } = deploymentOf((scope, api) => {
      const map = new TerraformVariable(scope, "triggers", { type: "map(string)" });
      deployed(api, { triggers: Token.asStringMap(Fn.merge([map.value])) });
    });
    expect(triggers).toMatch(/^\$\{merge\(merge\(var\.triggers\), \{"cordon_authorization" = sha256\(/);
  });

  it("is found in the stack after that of its API, whose references order it", () => {
    const app = newApp();
    const first = stackIn(app, "first");
    const second = stackIn(app, "second");
    const api = restApiIn(first);
    engineIn(first).protect(api);
    const deployment = new ApiGatewayDeployment(second, "deployment", { restApiId: api.id });
    new ApiGatewayStage(second, "stage", {
      restApiId: api.id,
      stageName: "prod",
      deploymentId: deployment.id,
    });
    const [written] = resources(writtenStacks(app)["second"] ?? {}, "aws_api_gateway_deployment");
    expect(written).toMatchObject({
      triggers: { cordon_authorization: expect.stringContaining("terraform_remote_state") },
      lifecycle: { create_before_destroy: true },
    });
    expect(written).not.toHaveProperty("depends_on");
  });
});

describe("a deployment of a protected HTTP API", () => {
  const declare = (stage: { autoDeploy?: boolean; deploymentId?: string }, own = true) =>
    synthesizeStack((scope) => {
      const api = new Apigatewayv2Api(scope, "api", { name: "orders", protocolType: "HTTP" });
      new Apigatewayv2Route(scope, "read", { apiId: api.id, routeKey: "GET /orders/{id}" });
      engineIn(scope).protect(api);
      const deployment = new Apigatewayv2Deployment(scope, "deployment", { apiId: api.id });
      const deploymentId = own ? { deploymentId: deployment.id } : {};
      new Apigatewayv2Stage(scope, "stage", { apiId: api.id, name: "v1", ...deploymentId, ...stage });
    });

  it("is made anew after authorizer and routes", () => {
    expect(the(declare({}), "aws_apigatewayv2_deployment")).toMatchObject({
      depends_on: [expect.stringMatching(/^aws_apigatewayv2_authorizer\./), "aws_apigatewayv2_route.read"],
      lifecycle: { create_before_destroy: true },
      triggers: { cordon_authorization: expect.stringContaining('"GET /orders/{id}", "CUSTOM"') },
    });
  });

  it("is asked for, unless the stage deploys itself", () => {
    for (const stage of [{}, { autoDeploy: false }, { deploymentId: "abc123" }]) {
      expect(refusal(() => declare(stage, false))).toMatchObject({
        code: "CORDON_PROTECT_NOT_DEPLOYED",
        message: expect.stringMatching(/at shop\/stage: /),
      });
    }
    declare({ autoDeploy: true }, false);
  });
});

describe("CORDON_PROTECT_NOT_DEPLOYED: protect refuses", () => {
  const cases: readonly (readonly [
    what: string,
    declare: (scope: TerraformStack, api: ApiGatewayRestApi) => void,
    message: RegExp,
  ])[] = [
    ["an API without a stage", () => undefined, /at shop\/rest: .*no stage/],
    [
      "a deployment without a stage",
      (scope, api) => {
        new ApiGatewayDeployment(scope, "deployment", { restApiId: api.id });
      },
      /at shop\/rest: .*no stage/,
    ],
    [
      "a stage with a deployment of somewhere else",
      (scope, api) => {
        new ApiGatewayStage(scope, "stage", { restApiId: api.id, stageName: "prod", deploymentId: "d-1" });
      },
      /at shop\/stage: .*"d-1"/,
    ],
    [
      "a canary with a deployment of somewhere else",
      (scope, api) => {
        const deployment = new ApiGatewayDeployment(scope, "deployment", { restApiId: api.id });
        new ApiGatewayStage(scope, "stage", {
          restApiId: api.id,
          stageName: "prod",
          deploymentId: deployment.id,
          canarySettings: { deploymentId: "d-2", percentTraffic: 5 },
        });
      },
      /at shop\/stage: .*"d-2"/,
    ],
    [
      "a stage that stays at its deployment",
      (scope, api) => {
        const deployment = new ApiGatewayDeployment(scope, "deployment", { restApiId: api.id });
        new ApiGatewayStage(scope, "stage", {
          restApiId: api.id,
          stageName: "prod",
          deploymentId: deployment.id,
          lifecycle: { ignoreChanges: ["deployment_id"] },
        });
      },
      /at shop\/stage: .*deployment_id/,
    ],
    [
      "a deployment whose old one would go first",
      (_, api) => {
        deployed(api, { lifecycle: { createBeforeDestroy: false } });
      },
      /at shop\/deployment: .*createBeforeDestroy: false/,
    ],
    [
      "a deployment that stays",
      (_, api) => {
        deployed(api, { lifecycle: { preventDestroy: true } });
      },
      /preventDestroy: true/,
    ],
    [
      "a deployment whose triggers are ignored",
      (_, api) => {
        deployed(api, { lifecycle: { ignoreChanges: ['triggers["redeployment"]'] } });
      },
      /ignore changes of triggers/,
    ],
    [
      "a deployment of which all changes are ignored",
      (_, api) => {
        deployed(api, { lifecycle: { ignoreChanges: "all" } });
      },
      /ignoreChanges: "all"/,
    ],
    [
      "a method whose authorizer is ignored",
      (scope, api) => {
        deployed(api);
        new ApiGatewayMethod(scope, "ignored", {
          restApiId: api.id,
          resourceId: api.rootResourceId,
          httpMethod: "POST",
          authorization: "NONE",
          lifecycle: { ignoreChanges: ["authorization", "authorizer_id"] },
        });
      },
      /at shop\/ignored: .*authorization/,
    ],
  ];
  for (const [what, declare, message] of cases) {
    it(what, () => {
      const error = refusal(() => protectedRest(declare));
      expect(error.code).toBe("CORDON_PROTECT_NOT_DEPLOYED");
      expect(error.message).toMatch(message);
    });
  }

  it("a stage whose access log Terraform ignores", () => {
    const error = refusal(() =>
      synthesizeStack((scope) => {
        const api = httpApiIn(scope);
        engineIn(scope).protect(api);
        const lifecycle = { ignoreChanges: ["access_log_settings"] };
        new Apigatewayv2Stage(scope, "quiet", { apiId: api.id, name: "v1", autoDeploy: true, lifecycle });
      }),
    );
    expect(error.message).toMatch(/CORDON_PROTECT_NOT_DEPLOYED at shop\/quiet: .*access_log_settings/);
  });

  it.each([{ ignoreChanges: ["auto_deploy"] }, { ignoreChanges: "all" as const }])(
    "a stage that would never begin to deploy by itself: %j",
    (lifecycle) => {
      const error = refusal(() =>
        synthesizeStack((scope) => {
          const api = httpApiIn(scope);
          engineIn(scope).protect(api);
          new Apigatewayv2Stage(scope, "frozen", { apiId: api.id, name: "v1", autoDeploy: true, lifecycle });
        }),
      );
      expect(error.message).toMatch(/CORDON_PROTECT_NOT_DEPLOYED at shop\/frozen: .*auto_deploy/);
    },
  );

  it("a route of a third stack, which may come after the deployment", () => {
    const app = newApp();
    const [first, second, third] = ["first", "second", "third"].map((name) => stackIn(app, name));
    if (first === undefined || second === undefined || third === undefined) throw new Error("no stacks");
    const api = restApiIn(first);
    engineIn(first).protect(api);
    const deployment = new ApiGatewayDeployment(second, "deployment", { restApiId: api.id });
    new ApiGatewayStage(second, "stage", {
      restApiId: api.id,
      stageName: "prod",
      deploymentId: deployment.id,
    });
    new ApiGatewayMethod(third, "far", {
      restApiId: api.id,
      resourceId: api.rootResourceId,
      httpMethod: "POST",
      authorization: "NONE",
    });
    expect(refusal(() => app.synth())).toMatchObject({
      code: "CORDON_PROTECT_NOT_DEPLOYED",
      message: expect.stringMatching(/at second\/deployment: .*third\/far/),
    });
  });
});
