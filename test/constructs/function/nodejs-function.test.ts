import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { NodejsFunction } from "../../../constructs/function/nodejs-function.js";
import type { NodejsFunctionProps } from "../../../constructs/function/nodejs-function-props.js";
import { Segmentation } from "../../../constructs/network/segmentation.js";
import { refusal } from "../../harness/misuse.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import type { SynthesizedStack } from "../synthesized.js";
import { SAMPLE } from "./sample-contract.js";

type Props = NodejsFunctionProps<typeof SAMPLE>;

const TABLE_ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/devices";
const BASE: Props = {
  contract: SAMPLE,
  entry: resolve("test/constructs/function/fixture/handler.ts"),
  environment: { table: "devices" },
  resources: { table: [TABLE_ARN] },
};
const ASYNCHRONOUS = { ...SAMPLE, invocation: "asynchronous" } as const;

function deploy(props: Partial<Props> = {}): SynthesizedStack {
  return synthesizeStack((stack) => new NodejsFunction(stack, "engine", { ...BASE, ...props }));
}

function refused(props: Partial<Props>): string {
  return refusal(() => deploy(props)).message;
}

describe("NodejsFunction", () => {
  it.each<[name: string, conditions: NonNullable<Props["conditions"]>]>([
    ["no condition", {}],
    ["another condition", { table: { StringEquals: { "aws:SourceAccount": "111122223333" } } }],
    [
      "a condition that a request without the key meets",
      { table: { StringLikeIfExists: { "dynamodb:LeadingKeys": "open" } } },
    ],
  ])("refuses a permission that its contract bounds, with %s", (_, conditions) => {
    const table = { ...SAMPLE.permissions.table, boundBy: ["dynamodb:LeadingKeys"] };
    const contract = { ...SAMPLE, permissions: { ...SAMPLE.permissions, table } };
    expect(refused({ contract, conditions })).toMatch(/^CORDON_FUNCTION_CONDITION_MISSING/);
  });

  it("deploys the bundle as the contract says, encrypted and logging JSON", () => {
    const deployed = deploy();
    expect(the(deployed, "aws_lambda_function")).toMatchObject({
      architectures: ["arm64"],
      description: "Answers with its table",
      environment: { variables: { CORDON_TABLE: "devices" } },
      filename: expect.stringMatching(/^assets\/engine_code_\w+\/[0-9A-F]+\/archive\.zip$/),
      function_name: expect.stringMatching(/^shop-engine-[0-9a-f]{8}$/),
      handler: "index.handler",
      kms_key_arn: expect.stringMatching(/^\$\{aws_kms_key\.engine_key_\w+\.arn\}$/),
      logging_config: {
        application_log_level: "INFO",
        log_format: "JSON",
        log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.engine_logs_\w+\.name\}$/),
        system_log_level: "WARN",
      },
      reserved_concurrent_executions: 10,
      runtime: "nodejs24.x",
      source_code_hash: expect.stringMatching(/^[0-9A-F]{32}$/),
      timeout: 5,
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\.engine_role_policy_\w+$/)],
    });
    const { function_name } = the(deployed, "aws_lambda_function");
    expect(the(deployed, "aws_cloudwatch_log_group")).toMatchObject({
      name: `/aws/lambda/${function_name}`,
      kms_key_id: expect.stringContaining("aws_kms_key.engine_key"),
      retention_in_days: 90,
    });
  });

  it("has the source's hash and bytes at every synthesis", () => {
    const [first, second] = [deploy(), deploy()];
    expect(first).toEqual(second);
    const other = the(deploy({ files: { "policies.json": "{}" } }), "aws_lambda_function");
    expect(other["source_code_hash"]).not.toBe(the(first, "aws_lambda_function")["source_code_hash"]);
  });

  it("has a role with the contract's actions on the named resources, and logs", () => {
    const deployed = deploy();
    const policy = statements(the(deployed, "aws_iam_role_policy")["policy"]);
    expect(policy).toEqual({
      Table: {
        Sid: "Table",
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:Query"],
        Resource: [TABLE_ARN],
      },
      WriteLogs: {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.engine_logs_\w+\.arn\}:\*$/),
      },
    });
    expect(statements(the(deployed, "aws_iam_role")["assume_role_policy"])["Assume"]).toMatchObject({
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    expect(deployed.resource?.["aws_sqs_queue"]).toBeUndefined();
  });

  it("has optional permissions where their resource is named", () => {
    const topic = "arn:aws:sns:eu-central-1:111122223333:alerts";
    const deployed = deploy({ resources: { table: [TABLE_ARN], topic: [topic] } });
    const policy = statements(the(deployed, "aws_iam_role_policy")["policy"]);
    expect(policy["Topic"]).toEqual({
      Sid: "Topic",
      Effect: "Allow",
      Action: ["sns:Publish"],
      Resource: [topic],
    });
  });

  it("keeps the events of an asynchronous function that fail for good", () => {
    const deployed = synthesizeStack(
      (stack) =>
        new NodejsFunction<typeof ASYNCHRONOUS>(stack, "engine", { ...BASE, contract: ASYNCHRONOUS }),
    );
    expect(the(deployed, "aws_sqs_queue")).toMatchObject({
      kms_master_key_id: expect.stringContaining("aws_kms_key.engine_key"),
      message_retention_seconds: 1_209_600,
    });
    expect(statements(the(deployed, "aws_sqs_queue_policy")["policy"])["TlsOnly"]).toMatchObject({
      Effect: "Deny",
    });
    expect(the(deployed, "aws_lambda_function")["dead_letter_config"]).toEqual({
      target_arn: expect.stringMatching(/^\$\{aws_sqs_queue\.engine_dead-letters_\w+\.arn\}$/),
    });
    expect(Object.keys(statements(the(deployed, "aws_iam_role_policy")["policy"]))).toEqual([
      "Table",
      "WriteLogs",
      "SendDeadLetters",
      "EncryptDeadLetters",
    ]);
  });

  it("sits in a segment of a VPC, and its code cannot touch network interfaces", () => {
    const deployed = synthesizeStack((stack) => {
      const shop = new Segmentation(stack, "shop", { vpc: { vpcId: "vpc-0123456789abcdef0" } });
      const vpc = { segment: shop.segment("engine"), subnetIds: ["subnet-0123456789abcdef0"] };
      new NodejsFunction(stack, "engine", { ...BASE, vpc });
    });
    expect(the(deployed, "aws_lambda_function")["vpc_config"]).toEqual({
      security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\.shop_engine_\w+\.id\}$/)],
      subnet_ids: ["subnet-0123456789abcdef0"],
    });
    const { PlaceInVpc, NotFromTheFunction } = statements(the(deployed, "aws_iam_role_policy")["policy"]);
    expect(NotFromTheFunction).toMatchObject({
      Effect: "Deny",
      Action: PlaceInVpc?.["Action"],
      Condition: {
        ArnEquals: {
          "lambda:SourceFunctionArn": expect.stringMatching(/:function:shop-engine-[0-9a-f]{8}$/),
        },
      },
    });
  });

  it("takes names, boundary, concurrency and runtime from its props", () => {
    const permissionsBoundary = "arn:aws:iam::111122223333:policy/boundary";
    const deployed = deploy({
      functionName: "policy-engine",
      permissionsBoundary,
      reservedConcurrency: "unreserved",
      runtime: "nodejs22.x",
      memoryMegabytes: 1769,
    });
    expect(the(deployed, "aws_lambda_function")).toMatchObject({
      function_name: "policy-engine",
      memory_size: 1769,
      reserved_concurrent_executions: -1,
      runtime: "nodejs22.x",
    });
    expect(the(deployed, "aws_iam_role")).toMatchObject({
      name_prefix: "policy-engine-",
      permissions_boundary: permissionsBoundary,
    });
  });

  it("fits its names where the construct path is long", () => {
    const deployed = synthesizeStack((stack) => new NodejsFunction(stack, "an engine ".repeat(20), BASE));
    expect(String(the(deployed, "aws_lambda_function")["function_name"])).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(String(the(deployed, "aws_iam_role")["name_prefix"]).length).toBeLessThanOrEqual(38);
  });

  it.each<[string, Partial<Props>, string]>([
    [
      "a function name with a space",
      { functionName: "policy engine" },
      'CORDON_FUNCTION_SETTING_REFUSED at shop/engine: the function cannot have this functionName. Got: "policy engine". Allowed: 1 to 64 letters, digits, "-" and "_", as a literal. Fix: correct functionName.',
    ],
    [
      "no concurrency at all, which would stop the function",
      { reservedConcurrency: 0 },
      'CORDON_FUNCTION_SETTING_REFUSED at shop/engine: the function cannot have this reservedConcurrency. Got: 0. Allowed: a whole number from 1 to 100000, or a Terraform value, or "unreserved". Fix: correct reservedConcurrency.',
    ],
    [
      "a permission without a resource",
      { resources: { table: [] } },
      "CORDON_FUNCTION_RESOURCE_MISSING at shop/engine/role: sample needs dynamodb:GetItem, dynamodb:Query on the table. Got: no resource. Allowed: the ARN of one resource at least. Fix: name it under resources.table.",
    ],
    [
      "a value that the function would refuse",
      { environment: { table: "devices", seconds: "0" } },
      'CORDON_ENVIRONMENT_INVALID at shop/engine: sample cannot use this value of CORDON_SECONDS: the age. Got: "0". Allowed: a whole number from 1 to 60. Fix: correct CORDON_SECONDS.',
    ],
    [
      "a file in place of the code",
      { files: { "index.js": "" } },
      "CORDON_FUNCTION_FILE_REFUSED at shop/engine: this file cannot stand beside the function's code.",
    ],
    [
      "an entry that is not there",
      { entry: "/nowhere/handler.ts" },
      "CORDON_FUNCTION_CODE_MISSING at shop/engine: there is no code for the function sample. Got: neither /nowhere/handler.ts with esbuild",
    ],
  ])("refuses %s", (_, props, message) => {
    expect(refused(props)).toContain(message);
  });
});
