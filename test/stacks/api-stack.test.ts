import { expect, it } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { type ApiConfig, parseApiConfig } from "../../stacks/api-config.js";
import { ApiStack } from "../../stacks/api-stack.js";
import { the } from "../constructs/stack-resources.js";
import { newApp, resources, type SynthesizedStack, synthesized } from "../constructs/synthesized.js";

const CONFIG: ApiConfig = {
  name: "orders",
  region: "eu-central-1",
  backendUrl: "https://orders.example.com/",
  issuer: { issuer: "https://login.example.com/", audience: ["https://api.example.com"] },
  policies: "examples/protected-api/policies.json",
  open: [{ route: "GET /health", reason: "the load balancer asks without a token" }],
};

function stackOf(config: ApiConfig): SynthesizedStack {
  return synthesized(new ApiStack(newApp(), "api", valueOrThrow(parseApiConfig(config))));
}

it("protects every route of the API but the open ones", () => {
  const stack = stackOf(CONFIG);
  const routes = resources(stack, "aws_apigatewayv2_route").map((route) => [
    route["route_key"],
    route["authorization_type"],
  ]);
  expect(Object.fromEntries(routes)).toEqual({ "ANY /{proxy+}": "CUSTOM", "GET /health": undefined });
  expect(
    resources(stack, "aws_apigatewayv2_integration")
      .map((one) => one["integration_uri"])
      .sort(),
  ).toEqual(["https://orders.example.com/health", "https://orders.example.com/{proxy}"]);
  expect(the(stack, "aws_apigatewayv2_stage")).toMatchObject({
    access_log_settings: { format: expect.stringContaining("$context.authorizer.reason") },
  });
  expect(the(stack, "aws_lambda_function", /^engine/)).toMatchObject({
    logging_config: { log_group: expect.stringContaining("log_logs") },
  });
});

it("watches the access log where the configuration says who is told", () => {
  const detector = { budgetPerDay: 2, notify: ["security@example.com"], critical: ["admin/*"] };
  const stack = stackOf({ ...CONFIG, detector });
  expect(the(stack, "aws_lambda_function", /^detector/)).toMatchObject({
    environment: { variables: { CORDON_ALERT_BUDGET: "2", CORDON_CRITICAL_RESOURCES: "admin/*" } },
    logging_config: { log_group: expect.stringContaining("log_logs") },
  });
  expect(resources(stackOf(CONFIG), "aws_scheduler_schedule")).toEqual([]);
  // An alarm replaces another one of its name.
  const alarms = resources(stack, "aws_cloudwatch_metric_alarm").map((alarm) => alarm["alarm_name"]);
  expect(alarms.length).toBeGreaterThan(10);
  expect(new Set(alarms).size).toBe(alarms.length);
});

const REFUSED: readonly (readonly [what: string, config: unknown, where: string])[] = [
  ["no issuer", { ...CONFIG, issuer: undefined }, "cdktf.json#/context/cordon-api"],
  [
    "a back end without TLS",
    { ...CONFIG, backendUrl: "http://x" },
    "cdktf.json#/context/cordon-api/backendUrl",
  ],
  [
    "an open route without a reason",
    { ...CONFIG, open: [{ route: "GET /" }] },
    "cdktf.json#/context/cordon-api/open/0",
  ],
  [
    "a budget of no alert",
    { ...CONFIG, detector: { budgetPerDay: 0, notify: ["security@example.com"] } },
    "cdktf.json#/context/cordon-api/detector/budgetPerDay",
  ],
  ["an unknown key", { ...CONFIG, polices: "x" }, "cdktf.json#/context/cordon-api/polices"],
];
for (const [what, config, where] of REFUSED) {
  it(`refuses ${what}: CORDON_CONFIG_INVALID`, () => {
    const parsed = parseApiConfig(JSON.parse(JSON.stringify(config)));
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ code: "CORDON_CONFIG_INVALID", where }]);
  });
}
