import type { Attributes } from "../synthesized.js";
import { authorizerNeeds, integrationNeeds } from "./api-needs.js";
import { authenticatorCalls } from "./authenticator-needs.js";
import { brokerCalls, type FunctionCall, type FunctionCalls } from "./broker-needs.js";
import { ACCOUNT, type DeployedResource, type DeployedStack, REGION } from "./deployed-stack.js";
import { detectorCalls } from "./detector-needs.js";
import { policiesOf } from "./key-needs.js";
import { need, type PermissionNeed } from "./permission-need.js";
import { allows, type PolicyRequest } from "./policy-decision.js";

type Needs = (resource: DeployedResource, stack: DeployedStack) => readonly PermissionNeed[];

const OVER_TLS = { "aws:SecureTransport": "true" };

/** What the resources of each type need, by the page of AWS's documentation that is named. */
const NEEDS: Readonly<Record<string, Needs>> = {
  // Amazon VPC User Guide, "Amazon S3 bucket permissions for flow logs".
  aws_flow_log: ({ address, attributes }, stack) => {
    const bucket = String(attributes["log_destination"]);
    const ask = (action: string, resource: string, context: object = {}) =>
      bucketAllows(stack, bucket, {
        principal: "Service:delivery.logs.amazonaws.com",
        action,
        resource,
        context: {
          ...OVER_TLS,
          "aws:SourceAccount": ACCOUNT,
          "aws:SourceArn": `arn:aws:logs:${REGION}:${ACCOUNT}:*`,
          ...context,
        },
      });
    const acl = { "s3:x-amz-acl": "bucket-owner-full-control" };
    return [
      need(`${address} writes`, ask("s3:PutObject", `${bucket}/AWSLogs/${ACCOUNT}/vpcflowlogs/x`, acl)),
      need(`${address} reads the ACL`, ask("s3:GetBucketAcl", bucket)),
      need(`${address} lists`, ask("s3:ListBucket", bucket)),
      need(
        `${address} writes for no other account`,
        !ask("s3:PutObject", `${bucket}/x`, { ...acl, "aws:SourceAccount": "123456789012" }),
      ),
    ];
  },
  // User Guide for Application Load Balancers, "Enable access logs": SSE-S3 is the only encryption.
  aws_lb: ({ address, attributes }, stack) => {
    const { bucket } = attributes["access_logs"] as Attributes;
    const arn = `arn:aws:s3:::${bucket}`;
    const encryption = stack
      .ofType("aws_s3_bucket_server_side_encryption_configuration")
      .find((one) => one.attributes["bucket"] === bucket);
    return [
      need(
        `${address} writes`,
        bucketAllows(stack, arn, {
          principal: "Service:logdelivery.elasticloadbalancing.amazonaws.com",
          action: "s3:PutObject",
          resource: `${arn}/AWSLogs/${ACCOUNT}/elasticloadbalancing/x`,
          context: {
            ...OVER_TLS,
            "aws:SourceArn": `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/shop/1`,
          },
        }),
      ),
      need(`${address} can encrypt`, JSON.stringify(encryption?.attributes["rule"]).includes('"AES256"')),
    ];
  },
  // Amazon S3 User Guide, "Enforce encryption of data in transit": no bucket takes plain HTTP.
  aws_s3_bucket: (bucket, stack) => {
    const arn = stack.arnOf(bucket);
    const plain = { "aws:SecureTransport": "false" };
    const isDenied = (policy: string, resource: string) =>
      !allows(withEverythingAllowed(policy), {
        principal: "AWS:*",
        action: "s3:GetObject",
        resource,
        context: plain,
      });
    const policies = bucketPolicies(stack, arn);
    return [
      need(
        `${bucket.address} refuses plain HTTP`,
        policies.some((one) => isDenied(one, arn) && isDenied(one, `${arn}/x`)),
      ),
    ];
  },
  aws_sqs_queue: (queue, stack) => {
    const arn = stack.arnOf(queue);
    const context = { "aws:SecureTransport": "false" };
    const policies = stack
      .ofType("aws_sqs_queue_policy")
      .filter(({ attributes }) => attributes["queue_url"] === `aws_sqs_queue/${queue.name}/url`);
    return [
      need(
        `${queue.address} refuses plain HTTP`,
        policies.some(
          ({ attributes }) =>
            !allows(withEverythingAllowed(String(attributes["policy"])), {
              principal: "AWS:*",
              action: "sqs:SendMessage",
              resource: arn,
              context,
            }),
        ),
      ),
    ];
  },
  // CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose".
  aws_cloudwatch_log_subscription_filter: ({ address, attributes }, stack) => {
    const role = String(attributes["role_arn"]);
    const group = stack
      .ofType("aws_cloudwatch_log_group")
      .find((one) => one.attributes["name"] === attributes["log_group_name"]);
    const source = { "aws:SourceArn": `${group === undefined ? "" : stack.arnOf(group)}:*` };
    return [
      need(`${address} takes its role`, trusts(stack, role, "logs.amazonaws.com", source)),
      ...["firehose:PutRecord", "firehose:PutRecordBatch"].map((action) =>
        need(`${address} ${action}`, may(stack, role, action, String(attributes["destination_arn"]))),
      ),
    ];
  },
  // Amazon Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination", "... to AWS Glue".
  aws_kinesis_firehose_delivery_stream: ({ address, attributes }, stack) => {
    const destination = attributes["extended_s3_configuration"] as Attributes;
    const role = String(destination["role_arn"]);
    const bucket = String(destination["bucket_arn"]);
    const logging = destination["cloudwatch_logging_options"] as Attributes;
    const catalog = (resource: string) => `arn:aws:glue:${REGION}:${ACCOUNT}:${resource}`;
    const schema = (destination["data_format_conversion_configuration"] as Attributes)[
      "schema_configuration"
    ] as Attributes;
    const table = `table/${schema["database_name"]}/${schema["table_name"]}`;
    const database = `database/${schema["database_name"]}`;
    const writer = (action: string, resource: string) =>
      need(`${address} ${action} ${resource}`, may(stack, role, action, resource));
    return [
      need(
        `${address} takes its role`,
        trusts(stack, role, "firehose.amazonaws.com", { "aws:SourceAccount": ACCOUNT }),
      ),
      ...["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"].map((one) =>
        writer(one, bucket),
      ),
      ...["s3:AbortMultipartUpload", "s3:PutObject"].flatMap((action) =>
        ["prefix", "error_output_prefix"].map((prefix) =>
          writer(action, `${bucket}/${destination[prefix]}x`),
        ),
      ),
      ...["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"].flatMap((action) =>
        ["catalog", database, table].map((resource) => writer(action, catalog(resource))),
      ),
      writer(
        "logs:PutLogEvents",
        `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logging["log_group_name"]}:log-stream:${logging["log_stream_name"]}`,
      ),
    ];
  },
  // AWS Lambda Developer Guide, "Defining permissions with an execution role", "Dead-letter queues", "Required IAM permissions".
  aws_lambda_function: ({ address, attributes }, stack) => {
    const role = String(attributes["role"]);
    const group = String((attributes["logging_config"] as Attributes)["log_group"]);
    const stream = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:x`;
    const letters = (attributes["dead_letter_config"] as Attributes | undefined)?.["target_arn"];
    const can = (action: string, resource: string, context = {}) =>
      need(`${address} ${action} ${resource}`, may(stack, role, action, resource, context));
    const { variables } = attributes["environment"] as { variables: Record<string, string> };
    const tables = [variables["CORDON_DEVICE_TABLE"], variables["CORDON_SUBJECT_TABLE"]].filter(
      (one) => one !== undefined,
    );
    const [, bucket] = /^s3:\/\/([^/]+)\//.exec(variables["CORDON_POLICY_LOCATION"] ?? "") ?? [];
    return [
      ...(variables["CORDON_BROKER_NAME"] === undefined
        ? []
        : callNeeds(address, stack, attributes, brokerCalls(attributes))),
      ...(variables["CORDON_DETECTOR_NAME"] === undefined
        ? []
        : callNeeds(address, stack, attributes, detectorCalls(stack, attributes))),
      ...(variables["CORDON_IDENTITY_TABLE"] === undefined
        ? []
        : callNeeds(address, stack, attributes, authenticatorCalls(attributes))),
      need(`${address} takes its role`, trusts(stack, role, "lambda.amazonaws.com", {})),
      can("logs:CreateLogStream", stream),
      can("logs:PutLogEvents", stream),
      ...(letters === undefined ? [] : [can("sqs:SendMessage", String(letters))]),
      ...(attributes["vpc_config"] === undefined ? [] : networkNeeds(address, stack, role, attributes)),
      ...(["CORDON_BROKER_NAME", "CORDON_DETECTOR_NAME"].some((name) => name in variables) ? [] : tables).map(
        (table) => can("dynamodb:BatchGetItem", `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}`),
      ),
      ...(bucket === undefined ? [] : [can("s3:GetObject", `arn:aws:s3:::${bucket}/policies/x.json`)]),
      ...(variables["CORDON_TABLE"] === undefined
        ? []
        : [can("dynamodb:Query", `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/devices`)]),
    ];
  },
  // EventBridge Scheduler User Guide, "Confused deputy prevention", "Configuring a dead-letter queue".
  aws_scheduler_schedule: ({ address, attributes }, stack) => {
    const { arn, role_arn, dead_letter_config } = attributes["target"] as Attributes;
    const role = String(role_arn);
    const group = (name: string) => ({
      "aws:SourceAccount": ACCOUNT,
      "aws:SourceArn": `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/${name}`,
    });
    const own = String(attributes["group_name"]);
    const letters = String((dead_letter_config as Attributes)["arn"]);
    return [
      need(`${address} takes its role`, trusts(stack, role, "scheduler.amazonaws.com", group(own))),
      need(`${address} for no other group`, !trusts(stack, role, "scheduler.amazonaws.com", group("x"))),
      need(`${address} invokes its function`, may(stack, role, "lambda:InvokeFunction", String(arn))),
      need(`${address} invokes no other`, !may(stack, role, "lambda:InvokeFunction", `${arn}-x`)),
      need(`${address} keeps dead letters`, may(stack, role, "sqs:SendMessage", letters)),
    ];
  },
  // Amazon CloudWatch User Guide, "Notifying users on alarm changes".
  aws_sns_topic_policy: ({ address, attributes }, stack) => {
    const policy = String(attributes["policy"]);
    const publish = (context: PolicyRequest["context"]) =>
      allows(policy, {
        principal: "Service:cloudwatch.amazonaws.com",
        action: "sns:Publish",
        resource: String(attributes["arn"]),
        context,
      });
    const isOfAlarms = stack
      .ofType("aws_cloudwatch_metric_alarm")
      .some((alarm) => (alarm.attributes["alarm_actions"] as unknown[]).includes(attributes["arn"]));
    return [
      need(
        `${address} takes the alarms that name it, and no others`,
        publish({ "aws:SourceAccount": ACCOUNT }) === isOfAlarms,
      ),
      need(`${address} takes none of another account`, !publish({ "aws:SourceAccount": "123456789012" })),
      need(
        `${address} refuses plain HTTP`,
        !allows(withEverythingAllowed(policy), {
          principal: "AWS:*",
          action: "sns:Publish",
          resource: String(attributes["arn"]),
          context: { "aws:SecureTransport": "false" },
        }),
      ),
    ];
  },
  // Amazon API Gateway Developer Guide, "Use Lambda authorizers": the API invokes by a policy of the function.
  aws_apigatewayv2_authorizer: (authorizer, stack) => authorizerNeeds(authorizer, stack, "api_id"),
  aws_api_gateway_authorizer: (authorizer, stack) => authorizerNeeds(authorizer, stack, "rest_api_id"),
  // Amazon API Gateway Developer Guide, "Grant an API permission to invoke a Lambda function".
  aws_apigatewayv2_integration: (integration, stack) =>
    integrationNeeds(integration, stack, "api_id", "integration_uri"),
  aws_api_gateway_integration: (integration, stack) =>
    integrationNeeds(integration, stack, "rest_api_id", "uri"),
  // AWS Lambda Developer Guide, "Control access to Lambda function URLs": both actions since October 2025.
  aws_lambda_function_url: ({ address, attributes }, stack) => {
    const permissions = stack
      .ofType("aws_lambda_permission")
      .filter((one) => one.attributes["function_name"] === attributes["function_name"]);
    const callers = (action: string) =>
      permissions
        .filter((one) => one.attributes["action"] === action)
        .map((one) => String(one.attributes["principal"]));
    const url = callers("lambda:InvokeFunctionUrl");
    return [
      need(`${address} has callers`, url.length > 0),
      need(`${address} lets each of them invoke`, url.join() === callers("lambda:InvokeFunction").join()),
    ];
  },
};

/** What a function does, what only others do, and what is denied it whatever its role is given. */
function callNeeds(
  address: string,
  stack: DeployedStack,
  attributes: Attributes,
  { does, mayNot, never }: FunctionCalls,
): PermissionNeed[] {
  const role = String(attributes["role"]);
  const text = ({ action, resource, context }: FunctionCall) =>
    `${action} ${resource} ${JSON.stringify(context)}`;
  const policy = rolePolicy(stack, role);
  const can = ({ action, resource, context = {} }: FunctionCall) =>
    allows(policy, { action, resource, context });
  const everything = withEverythingAllowed(policy, {});
  const evenIfAllowed = ({ action, resource, context = {} }: FunctionCall) =>
    allows(everything, { action, resource, context });
  return [
    ...does.map((one) => need(`${address} ${text(one)}`, can(one))),
    ...mayNot.map((one) => need(`${address} not ${text(one)}`, !can(one))),
    ...never.map((one) => need(`${address} never ${text(one)}`, !evenIfAllowed(one))),
  ];
}

/** Every need of a stack that its policies do not meet. */
export function unmetPermissions(stack: DeployedStack): string[] {
  return permissionNeeds(stack).flatMap(({ what, isMet }) => (isMet ? [] : [what]));
}

/** Every need of a stack. */
export function permissionNeeds(stack: DeployedStack): PermissionNeed[] {
  return Object.entries(NEEDS).flatMap(([type, needs]) =>
    stack.ofType(type).flatMap((resource) => needs(resource, stack)),
  );
}

function networkNeeds(
  address: string,
  stack: DeployedStack,
  role: string,
  { function_name }: Attributes,
): PermissionNeed[] {
  const self = {
    "lambda:SourceFunctionArn": `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${function_name}`,
  };
  return [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DeleteNetworkInterface",
  ].flatMap((action) => [
    need(`${address} ${action}`, may(stack, role, action, "*")),
    need(`${address} not ${action} from its own code`, !may(stack, role, action, "*", self)),
  ]);
}

function bucketPolicies(stack: DeployedStack, arn: string): string[] {
  return stack
    .ofType("aws_s3_bucket_policy")
    .filter(({ attributes }) => `arn:aws:s3:::${attributes["bucket"]}` === arn)
    .map(({ attributes }) => String(attributes["policy"]));
}

function bucketAllows(stack: DeployedStack, arn: string, request: PolicyRequest): boolean {
  return bucketPolicies(stack, arn).some((policy) => allows(policy, request));
}

/** What is left of an identity that may do everything: its denials. */
function withEverythingAllowed(policy: string, whom: object = { Principal: "*" }): string {
  const { Statement, ...rest } = JSON.parse(policy) as { Statement: object[] };
  return JSON.stringify({
    ...rest,
    Statement: [...Statement, { Effect: "Allow", ...whom, Action: "*", Resource: "*" }],
  });
}

/** Whether the role's policies let it: one allows, and none denies. */
function may(stack: DeployedStack, role: string, action: string, resource: string, context = {}): boolean {
  return allows(rolePolicy(stack, role), { action, resource, context });
}

/** All policies of a role as one. */
function rolePolicy(stack: DeployedStack, role: string): string {
  const statements = policiesOf(stack, role).flatMap(
    (policy) => (JSON.parse(policy) as { Statement: object[] }).Statement,
  );
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function trusts(
  stack: DeployedStack,
  roleArn: string,
  service: string,
  context: PolicyRequest["context"],
): boolean {
  const trust = JSON.parse(
    String(stack.byArn("aws_iam_role", roleArn)?.attributes["assume_role_policy"] ?? "{}"),
  ) as {
    Statement?: object[];
  };
  // A trust policy names no resource: it is the role's own.
  const statements = (trust.Statement ?? []).map((one) => ({ ...one, Resource: "*" }));
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return allows(policy, {
    principal: `Service:${service}`,
    action: "sts:AssumeRole",
    resource: roleArn,
    context,
  });
}
