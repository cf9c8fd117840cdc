import { parseStatements } from "../../../core/iam/statement.js";
import type { Attributes } from "../synthesized.js";
import { ACCOUNT, type DeployedResource, type DeployedStack, REGION } from "./deployed-stack.js";
import { allows } from "./policy-decision.js";

/** Who must be able to do what with a key, so that something which the key encrypts works at all. */
export interface KeyNeed {
  /** ARN of the key. */
  readonly key: string;
  /** What does not work otherwise. */
  readonly what: string;
  /** A service in its own name, a role of the stack, one that the key's own policy names, or whoever IAM of the account lets: who deploys and administers. */
  readonly who:
    | { readonly service: string }
    | { readonly role: string }
    | { readonly named: string }
    | "account";
  readonly actions: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

/** How one attribute that names a key is used. */
interface KeyUse {
  readonly type: string;
  /** Path of the attribute; "*" stands for the index of a list. */
  readonly path: string;
  /** Page of AWS's documentation that says so. */
  readonly source: string;
  readonly needs: (
    resource: DeployedResource,
    stack: DeployedStack,
  ) => readonly Omit<KeyNeed, "key" | "what">[];
}

const ENCRYPTING = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:GenerateDataKey",
];
const OF_THE_SERVICE = [...ENCRYPTING, "kms:DescribeKey"];
const account = (...actions: string[]) => [{ who: "account" as const, actions, context: {} }];

/** Every attribute of our stacks that names a key. */
const KEY_USES: readonly KeyUse[] = [
  {
    type: "aws_cloudwatch_log_group",
    path: "kms_key_id",
    source:
      "CloudWatch Logs User Guide, Encrypt log data in CloudWatch Logs using AWS Key Management Service",
    needs: (group, stack) => [
      {
        who: { service: `logs.${REGION}.amazonaws.com` },
        actions: OF_THE_SERVICE,
        context: { "kms:EncryptionContext:aws:logs:arn": stack.arnOf(group) },
      },
    ],
  },
  {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    path: "rule.*.apply_server_side_encryption_by_default.kms_master_key_id",
    source:
      "Amazon S3 User Guide, Using server-side encryption with AWS KMS keys; VPC User Guide, Required key policy for SSE-KMS",
    needs: ({ attributes }, stack) => [
      ...account("kms:Decrypt", "kms:GenerateDataKey"),
      ...stack
        .ofType("aws_flow_log")
        .filter((flowLog) => flowLog.attributes["log_destination"] === `arn:aws:s3:::${attributes["bucket"]}`)
        .map(() => ({
          who: { service: "delivery.logs.amazonaws.com" },
          actions: OF_THE_SERVICE,
          context: { "aws:SourceAccount": ACCOUNT, "aws:SourceArn": `arn:aws:logs:${REGION}:${ACCOUNT}:*` },
        })),
    ],
  },
  {
    type: "aws_kinesis_firehose_delivery_stream",
    path: "server_side_encryption.key_arn",
    source:
      "Firehose API Reference, DeliveryStreamEncryptionConfigurationInput: the caller's grant serves the stream",
    needs: () => account("kms:CreateGrant", "kms:DescribeKey"),
  },
  {
    type: "aws_kinesis_firehose_delivery_stream",
    path: "extended_s3_configuration.kms_key_arn",
    source: "Amazon Data Firehose Developer Guide, Grant Firehose access to an Amazon S3 destination",
    needs: ({ attributes }) => {
      const { role_arn, bucket_arn } = attributes["extended_s3_configuration"] as Attributes;
      return [
        {
          who: { role: String(role_arn) },
          actions: ["kms:Decrypt", "kms:GenerateDataKey"],
          context: viaS3(String(bucket_arn)),
        },
      ];
    },
  },
  {
    type: "aws_sqs_queue",
    path: "kms_master_key_id",
    source:
      "Amazon SQS Developer Guide, Configure KMS permissions for AWS services; AWS Lambda Developer Guide, Dead-letter queues",
    // The functions that send letters to it are among the roles below.
    needs: () => account("kms:Decrypt", "kms:GenerateDataKey"),
  },
  {
    type: "aws_sns_topic",
    path: "kms_master_key_id",
    source:
      "Amazon SNS Developer Guide, Enable compatibility between event sources from AWS services and encrypted topics",
    needs: (topic, stack) =>
      stack
        .ofType("aws_cloudwatch_metric_alarm")
        .filter(({ attributes }) => (attributes["alarm_actions"] as string[]).includes(stack.arnOf(topic)))
        .map(() => ({
          who: { service: "cloudwatch.amazonaws.com" },
          actions: ["kms:Decrypt", "kms:GenerateDataKey"],
          context: { "aws:SourceAccount": ACCOUNT },
        })),
  },
  {
    type: "aws_lambda_function",
    path: "kms_key_arn",
    source:
      "AWS Lambda Developer Guide, Securing Lambda environment variables: Lambda makes a grant for the function's role",
    needs: () => account("kms:CreateGrant", "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"),
  },
  {
    type: "aws_lambda_function",
    path: "environment.variables.CORDON_SEALING_KEY",
    source: "AWS KMS Developer Guide, Encryption context: what is sealed for one purpose opens for no other",
    needs: ({ attributes }) => {
      const { variables } = attributes["environment"] as { variables: Record<string, string> };
      const purposes =
        variables["CORDON_SIGNER_ROLE"] === undefined ? ["totp", "dpop-nonce"] : ["dpop-nonce"];
      return purposes.map((purpose) => ({
        who: { role: String(attributes["role"]) },
        actions: ["kms:Decrypt", "kms:Encrypt"],
        context: { "kms:EncryptionContext:purpose": purpose },
      }));
    },
  },
  {
    type: "aws_lambda_function",
    path: "environment.variables.CORDON_SIGNING_KEY",
    source: "AWS KMS Developer Guide, Key policies: a principal of the account needs no IAM policy beside",
    needs: ({ attributes }) => [
      {
        who: { named: String(attributes["role"]) },
        actions: ["kms:GetPublicKey", "kms:Sign"],
        context: { "kms:CallerAccount": ACCOUNT },
      },
    ],
  },
  {
    type: "aws_dynamodb_table",
    path: "server_side_encryption.kms_key_arn",
    source:
      "Amazon DynamoDB Developer Guide, DynamoDB encryption at rest: how it works, Authorizing use of a customer managed key",
    needs: () => account(...OF_THE_SERVICE, "kms:CreateGrant"),
  },
  {
    type: "aws_athena_workgroup",
    path: "configuration.result_configuration.encryption_configuration.kms_key_arn",
    source: "Amazon Athena User Guide, Permissions to encrypted data in Amazon S3",
    needs: () => account("kms:Decrypt", "kms:GenerateDataKey"),
  },
];

/** What a role needs of the key of what it reads or writes, by the service of its action. */
const ROLE_NEEDS: readonly {
  readonly action: RegExp;
  readonly types: readonly string[];
  readonly actions: readonly string[];
  readonly context: (arn: string) => KeyNeed["context"];
}[] = [
  // Amazon S3 User Guide, Using server-side encryption with AWS KMS keys, "Permissions".
  { action: /^s3:GetObject$/, types: ["aws_s3_bucket"], actions: ["kms:Decrypt"], context: viaS3 },
  {
    action: /^s3:PutObject$/,
    types: ["aws_s3_bucket"],
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    context: viaS3,
  },
  // Amazon DynamoDB Developer Guide, "Authorizing use of a customer managed key".
  {
    action: /^dynamodb:/,
    types: ["aws_dynamodb_table"],
    actions: ["kms:Decrypt"],
    context: () => ({ "kms:ViaService": `dynamodb.${REGION}.amazonaws.com` }),
  },
  // Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs".
  {
    action: /^sns:Publish$/,
    types: ["aws_sns_topic"],
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    context: () => ({ "kms:ViaService": `sns.${REGION}.amazonaws.com` }),
  },
  // Amazon SQS Developer Guide, "Configure KMS permissions for producers".
  {
    action: /^sqs:SendMessage$/,
    types: ["aws_sqs_queue"],
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    context: () => ({ "kms:ViaService": `sqs.${REGION}.amazonaws.com` }),
  },
];

/** With a bucket key, S3 names the bucket, else the object (Amazon S3 User Guide, "Encryption context"). */
function viaS3(bucketArn: string): KeyNeed["context"] {
  return { "kms:ViaService": `s3.${REGION}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": bucketArn };
}

/** Every need of a stack. */
export function keyNeeds(stack: DeployedStack): KeyNeed[] {
  const administered = stack.ofType("aws_kms_key").map((key) => ({
    key: stack.arnOf(key),
    what: "who administers the key",
    who: "account" as const,
    actions: [
      "kms:PutKeyPolicy",
      // AWS rotates no asymmetric key (AWS KMS Developer Guide, "Rotating AWS KMS keys").
      ...(key.attributes["customer_master_key_spec"] === undefined ? ["kms:EnableKeyRotation"] : []),
      "kms:ScheduleKeyDeletion",
    ],
    context: {},
  }));
  const used = KEY_USES.flatMap((use) =>
    stack
      .ofType(use.type)
      .flatMap((resource) =>
        valuesAt(resource.attributes, use.path.split(".")).flatMap((key) =>
          use.needs(resource, stack).map((need) => ({ ...need, key: String(key), what: resource.address })),
        ),
      ),
  );
  return [...administered, ...used, ...needsOfRoles(stack)];
}

/** Attributes that hold a key's ARN and stand in no row: what nobody has looked up yet. */
export function unexplainedKeys(stack: DeployedStack): string[] {
  const keys = stack.ofType("aws_kms_key").map((key) => stack.arnOf(key));
  return stack.resources
    .filter(({ type }) => !["aws_iam_policy", "aws_iam_role_policy", "aws_kms_key"].includes(type))
    .flatMap(({ address, type, attributes }) =>
      pathsTo(attributes, keys)
        .filter((path) => !KEY_USES.some((use) => use.type === type && use.path === path))
        .map((path) => `${address} ${path}`),
    );
}

/** The needs that the policies of the stack do not meet. */
export function unmetKeyNeeds(stack: DeployedStack): string[] {
  return keyNeeds(stack).flatMap((need) =>
    need.actions
      .filter((action) => !mayUseKey(stack, need, action))
      .map((action) => `${need.what}: ${JSON.stringify(need.who)} may not ${action} with ${need.key}`),
  );
}

/** Whether the key's policy lets somebody do something; where it leaves that to IAM, whether the role's own policies do. */
function mayUseKey(stack: DeployedStack, { key, who, context }: KeyNeed, action: string): boolean {
  const policy = String(stack.byArn("aws_kms_key", key)?.attributes["policy"]);
  const ask = (principal: string) => allows(policy, { principal, action, resource: "*", context });
  if (typeof who === "object" && "service" in who) return ask(`Service:${who.service}`);
  if (typeof who === "object" && "named" in who) return ask(`AWS:${who.named}`);
  if (!ask(`AWS:arn:aws:iam::${ACCOUNT}:root`)) return false;
  if (who === "account") return true;
  return policiesOf(stack, who.role).some((own) => allows(own, { action, resource: key, context }));
}

/** The policies of a role, by its ARN. */
export function policiesOf(stack: DeployedStack, roleArn: string): string[] {
  const role = stack.byArn("aws_iam_role", roleArn);
  return stack
    .ofType("aws_iam_role_policy")
    .filter(({ attributes }) => attributes["role"] === `aws_iam_role/${role?.name}/id`)
    .map(({ attributes }) => String(attributes["policy"]));
}

function needsOfRoles(stack: DeployedStack): KeyNeed[] {
  return stack.ofType("aws_iam_role").flatMap((role) =>
    policiesOf(stack, stack.arnOf(role)).flatMap((policy) =>
      (parseStatements(policy) ?? []).flatMap(({ actions, resources }) =>
        actions.flatMap((action) =>
          ROLE_NEEDS.filter((need) => need.action.test(action)).flatMap((need) =>
            encryptedAmong(stack, need.types, resources).map(({ arn, key }) => ({
              key,
              what: `${role.address} ${action} ${arn}`,
              who: { role: stack.arnOf(role) },
              actions: need.actions,
              context: need.context(arn),
            })),
          ),
        ),
      ),
    ),
  );
}

/** What of these types the ARNs of a statement name, with the keys that encrypt it. */
function encryptedAmong(stack: DeployedStack, types: readonly string[], arns: readonly string[]) {
  return types.flatMap((type) =>
    stack.ofType(type).flatMap((resource) => {
      const arn = stack.arnOf(resource);
      if (!arns.some((one) => one === arn || one.startsWith(`${arn}/`))) return [];
      return keysOf(stack, resource).map((key) => ({ arn, key }));
    }),
  );
}

function keysOf(stack: DeployedStack, resource: DeployedResource): string[] {
  const holders =
    resource.type === "aws_s3_bucket"
      ? stack
          .ofType("aws_s3_bucket_server_side_encryption_configuration")
          .filter(({ attributes }) => `arn:aws:s3:::${attributes["bucket"]}` === stack.arnOf(resource))
      : [resource];
  return holders.flatMap((holder) =>
    KEY_USES.filter(({ type }) => type === holder.type).flatMap(({ path }) =>
      valuesAt(holder.attributes, path.split(".")).map(String),
    ),
  );
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (value === undefined || value === null) return [];
  if (step === undefined) return [value];
  if (step === "*") return (value as unknown[]).flatMap((one) => valuesAt(one, rest));
  return valuesAt((value as Attributes)[step], rest);
}

function pathsTo(value: unknown, keys: readonly string[], path: readonly string[] = []): string[] {
  if (typeof value === "string") return keys.some((key) => value.includes(key)) ? [path.join(".")] : [];
  if (Array.isArray(value)) return value.flatMap((one) => pathsTo(one, keys, [...path, "*"]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => pathsTo(one, keys, [...path, key]));
}
