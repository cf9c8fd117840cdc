import { describe, expect, it } from "vitest";
import { allStacks } from "./all-stacks.js";
import type { DeployedStack } from "./deployed-stack.js";
import { unmetKeyNeeds } from "./key-needs.js";
import { permissionNeeds, unmetPermissions } from "./permission-needs.js";
import { statementsOf, withoutStatement } from "./policy-decision.js";

const STACKS = Object.entries(allStacks());

/** What is left of a stack when one policy statement, or one permission of a function, is not there. */
function mutants(stack: DeployedStack): (readonly [what: string, mutant: DeployedStack])[] {
  const holders = [
    "aws_iam_role_policy",
    "aws_s3_bucket_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
  ].flatMap((type) => stack.ofType(type));
  const statements = holders.flatMap(({ address, attributes }) => {
    const policy = String(attributes["policy"]);
    return statementsOf(policy).map(
      (_, index) =>
        [`${address} ${index}`, stack.withPolicy(address, withoutStatement(policy, index))] as const,
    );
  });
  const permissions = stack
    .ofType("aws_lambda_permission")
    .map(({ address }) => [address, stack.without(address)] as const);
  return [...statements, ...permissions];
}

describe.each(STACKS)("the policies of the stack %s", (_, stack) => {
  it("let everybody do what AWS asks a policy about", () => {
    expect(unmetPermissions(stack)).toEqual([]);
  });

  // As many questions as mutants times needs: seconds for a broker.
  const timeout = 180_000;
  it("have no statement, and the functions no permission, that could be left out", { timeout }, () => {
    const idle = mutants(stack)
      .filter(([, mutant]) => unmetPermissions(mutant).length + unmetKeyNeeds(mutant).length === 0)
      .map(([what]) => what);
    expect(idle).toEqual([]);
  });
});

it("looks at every kind of need", () => {
  const types = STACKS.flatMap(([, stack]) => permissionNeeds(stack).map(({ what }) => what.split(".")[0]));
  expect([...new Set(types)].sort()).toEqual([
    "aws_api_gateway_authorizer",
    "aws_api_gateway_integration",
    "aws_apigatewayv2_authorizer",
    "aws_apigatewayv2_integration",
    "aws_cloudwatch_log_subscription_filter",
    "aws_flow_log",
    "aws_kinesis_firehose_delivery_stream",
    "aws_lambda_function",
    "aws_lambda_function_url",
    "aws_lb",
    "aws_s3_bucket",
    "aws_scheduler_schedule",
    "aws_sns_topic_policy",
    "aws_sqs_queue",
  ]);
});
