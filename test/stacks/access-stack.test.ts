import { describe, expect, it } from "vitest";
import { brokerAddress } from "../../core/contracts/broker-address.js";
import { valueOrThrow } from "../../core/errors.js";
import { type AccessConfig, parseAccessConfig } from "../../stacks/access-config.js";
import { AccessStack } from "../../stacks/access-stack.js";
import { statements, synthesizeApp, the } from "../constructs/stack-resources.js";
import { named, resources, type SynthesizedStack } from "../constructs/synthesized.js";
import { defaultContext } from "./main-process.js";

const CONTEXT: Readonly<Record<string, unknown>> = defaultContext();
const CONFIG = CONTEXT["cordon-access"] as AccessConfig;

function stackOf(config: unknown = CONFIG): SynthesizedStack {
  return synthesizeApp((app) => new AccessStack(app, "access", valueOrThrow(parseAccessConfig(config))));
}

const STACK = stackOf();
const { output: outputs } = STACK as unknown as {
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
};

describe("the reference stack of just-in-time access", () => {
  it("is this Terraform", () => {
    expect({ resource: STACK.resource, output: outputs }).toMatchSnapshot();
  });

  it("says where the broker is asked, as the command line takes it", () => {
    const functions = named(STACK, "aws_lambda_function");
    const arnOf = (reference: unknown) => {
      const [, name] = /aws_lambda_function\.([\w-]+)\.arn/.exec(String(reference)) ?? [];
      const found = functions.find(([key]) => key === name)?.[1];
      return `arn:aws:lambda:eu-central-1:111122223333:function:${found?.["function_name"]}`;
    };
    const { region: _, ...doors } = (outputs["jit_broker"] ?? { value: {} }).value as Record<string, string>;
    const deployed = Object.fromEntries(Object.entries(doors).map(([door, arn]) => [door, arnOf(arn)]));
    expect(brokerAddress({ region: "eu-central-1", ...deployed })).toEqual({
      region: "eu-central-1",
      request: "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-request",
      approve: "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-approve",
      revoke: "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-sweep",
      report: "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-report",
    });
  });

  it("makes each target once, below the boundary and without a permission of its own", () => {
    const [[name, target] = [], ...others] = named(STACK, "aws_iam_role").filter(([, one]) =>
      String(one["path"]).startsWith("/jit-targets/"),
    );
    expect(others).toEqual([]);
    expect(target).toMatchObject({
      name: "shop-orders",
      permissions_boundary: expect.stringContaining("aws_iam_policy.jit_boundary"),
    });
    const attached = [
      ...resources(STACK, "aws_iam_role_policy"),
      ...resources(STACK, "aws_iam_role_policy_attachment"),
    ].filter((one) => String(one["role"]).includes(String(name)));
    expect(attached).toEqual([]);
    expect(Object.keys(statements(target?.["assume_role_policy"]))).toEqual([
      "UsersAsThemselves",
      "SessionsAsThemselves",
    ]);
  });

  it("can be deployed into the account of its entitlements alone", () => {
    expect(the(STACK, "aws_dynamodb_table", /grants/)["lifecycle"]).toMatchObject({
      precondition: [{ condition: expect.stringContaining('"111122223333"') }],
    });
  });
});

it.each<[name: string, config: unknown, where: string]>([
  ["no entitlements", { name: "shop", region: "eu-central-1" }, ""],
  ["a name in capitals", { ...CONFIG, name: "Shop" }, "/name"],
  ["an account that is none", { ...CONFIG, accountId: "1234" }, "/accountId"],
  ["an alarm that goes nowhere", { ...CONFIG, alarmActions: ["ops"] }, "/alarmActions/0"],
  ["an unknown key", { ...CONFIG, entitlement: "x" }, "/entitlement"],
])("refuses %s", (_, config, at) => {
  const parsed = parseAccessConfig(config);
  expect(parsed.ok ? [] : parsed.problems).toMatchObject([
    { code: "CORDON_CONFIG_INVALID", where: `cdktf.json#/context/cordon-access${at}` },
  ]);
});
