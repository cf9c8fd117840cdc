import { describe, expect, it } from "vitest";
import { allStacks } from "./all-stacks.js";
import { ACCOUNT, type DeployedStack, REGION } from "./deployed-stack.js";
import { keyNeeds, unexplainedKeys, unmetKeyNeeds } from "./key-needs.js";
import { allows, statementsOf, withoutCondition, withoutStatement } from "./policy-decision.js";

const STACKS = Object.entries(allStacks());
const OTHER_ACCOUNT = "123456789012";

/** Each statement about keys of a stack, in the policy of a key or of a role. */
function keyStatements(stack: DeployedStack) {
  return [...stack.ofType("aws_kms_key"), ...stack.ofType("aws_iam_role_policy")].flatMap(
    ({ address, attributes }) => {
      const policy = String(attributes["policy"]);
      return statementsOf(policy).flatMap((statement, index) =>
        // A key that is yet to be made has no policy; permissions.test.ts asks about it.
        statement.actions.some((action) => action.startsWith("kms:") && action !== "kms:CreateKey")
          ? [{ address, policy, statement, index }]
          : [],
      );
    },
  );
}

/** What services of other accounts, or for other accounts, may do with the keys of a stack. */
function openToOthers(stack: DeployedStack): string[] {
  return keyNeeds(stack).flatMap(({ who, key, actions, context, what }) => {
    if (typeof who === "string" || !("service" in who)) return [];
    const policy = String(stack.byArn("aws_kms_key", key)?.attributes["policy"]);
    const foreign = Object.fromEntries(
      Object.entries(context).map(([name, value]) => [name, value.replaceAll(ACCOUNT, OTHER_ACCOUNT)]),
    );
    return actions
      .filter((action) =>
        allows(policy, { principal: `Service:${who.service}`, action, resource: "*", context: foreign }),
      )
      .map((action) => `${what}: ${action}`);
  });
}

describe.each(STACKS)("the keys of the stack %s", (_, stack) => {
  it("can be used by whoever needs them", () => {
    expect(unmetKeyNeeds(stack)).toEqual([]);
  });

  it("encrypt nothing that no row of the table explains", () => {
    expect(unexplainedKeys(stack)).toEqual([]);
  });

  it("have no statement that could be left out, in their own policies or in those of roles", () => {
    const statements = keyStatements(stack);
    const idle = statements
      .filter(({ address, policy, index }) => {
        const unmet = unmetKeyNeeds(stack.withPolicy(address, withoutStatement(policy, index)));
        return unmet.length === 0;
      })
      .map(({ address, index }) => `${address} ${index}`);
    expect(statements.length).toBeGreaterThan(0);
    expect(idle).toEqual([]);
  });

  it("serve no other account, because of their conditions", () => {
    expect(openToOthers(stack)).toEqual([]);
    for (const { address, policy, statement, index } of keyStatements(stack)) {
      if (!statement.principals.some((principal) => principal.startsWith("Service:"))) continue;
      expect(openToOthers(stack.withPolicy(address, withoutCondition(policy, index)))).not.toEqual([]);
    }
  });
});

it("covers every kind of resource that a key of ours encrypts", () => {
  const used = new Set(STACKS.flatMap(([, stack]) => keyNeeds(stack).map(({ what }) => what.split(".")[0])));
  for (const type of [
    "aws_cloudwatch_log_group",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_kinesis_firehose_delivery_stream",
    "aws_sqs_queue",
    "aws_sns_topic",
    "aws_lambda_function",
    "aws_dynamodb_table",
    "aws_athena_workgroup",
    "aws_iam_role",
  ]) {
    expect(used).toContain(type);
  }
});

it("notices a pattern that stops before the log group's name", () => {
  const [, stack] = STACKS.find(([name]) => name === "api") ?? [];
  const key = stack?.ofType("aws_kms_key").find(({ name }) => name.startsWith("engine_key"));
  const policy = String(key?.attributes["policy"]);
  const short = policy.replace("log-group:/cordon/shop/*", "log-group:/cordon/shop/");
  expect(short).not.toBe(policy);
  expect(unmetKeyNeeds(stack?.withPolicy(key?.address ?? "", short) as DeployedStack)).toContainEqual(
    expect.stringContaining(`logs.${REGION}.amazonaws.com`),
  );
});
