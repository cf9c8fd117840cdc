import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EMULATOR_CREDENTIALS } from "./aws-emulator.js";

/** Attributes that the emulator accepts and does not return, so that every plan would set them again. */
interface EmulatorGap {
  readonly type: string;
  readonly attributes: readonly string[];
}

/** Seen with moto 5.2.1. Whatever is not listed must be free of changes at a second plan. */
const EMULATOR_GAPS: readonly EmulatorGap[] = [
  { type: "aws_ecs_service", attributes: ["availability_zone_rebalancing"] },
  {
    type: "aws_lambda_function",
    attributes: ["dead_letter_config", "logging_config", "reserved_concurrent_executions"],
  },
  { type: "aws_flow_log", attributes: ["destination_options"] },
];

/** Services that the stacks use, by their names in the provider's `endpoints` block. */
const EMULATED_SERVICES = [
  "apigateway",
  "apigatewayv2",
  "athena",
  "cloudwatch",
  "dynamodb",
  "ec2",
  "elbv2",
  "firehose",
  "glue",
  "iam",
  "kms",
  "lambda",
  "logs",
  "rds",
  "s3",
  "scheduler",
  "secretsmanager",
  "sns",
  "sqs",
  "sts",
] as const;

const FUNCTION = "aws_lambda_function";

/** The newest runtime that providers before 6 know. */
const OLD_RUNTIME = "nodejs22.x";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/**
 * Writes the override file beside a synthesized stack or into a folder of HCL: the provider talks to the emulator, at the version that this
 * machine has, and leaves the emulator's gaps alone. Terraform merges it; the stack itself stays as it is deployed.
 */
export function writeEmulatorOverride(
  folder: string,
  endpoint: string,
  providerVersion: string | undefined,
): void {
  const synthesized = join(folder, "cdk.tf.json");
  // A folder of HCL is planned only once, so no gap of it shows.
  const stack = (existsSync(synthesized) ? JSON.parse(readFileSync(synthesized, "utf8")) : {}) as {
    resource?: Resources;
  };
  const gaps = withGapsIgnored(stack.resource ?? {});
  const functions =
    providerVersion?.startsWith("5.") === true ? Object.keys(stack.resource?.[FUNCTION] ?? {}) : [];
  const resources =
    functions.length === 0
      ? gaps
      : {
          ...gaps,
          [FUNCTION]: Object.fromEntries(
            functions.map((name) => [name, { ...gaps[FUNCTION]?.[name], runtime: OLD_RUNTIME }]),
          ),
        };
  const override = {
    terraform:
      providerVersion === undefined
        ? {}
        : { required_providers: { aws: { source: "hashicorp/aws", version: `= ${providerVersion}` } } },
    provider: {
      aws: [
        {
          access_key: EMULATOR_CREDENTIALS.accessKeyId,
          secret_key: EMULATOR_CREDENTIALS.secretAccessKey,
          skip_credentials_validation: true,
          skip_metadata_api_check: "true",
          s3_use_path_style: true,
          endpoints: [Object.fromEntries(EMULATED_SERVICES.map((service) => [service, endpoint]))],
        },
      ],
    },
    // Terraform refuses an empty block.
    ...(Object.keys(resources).length === 0 ? {} : { resource: resources }),
  };
  writeFileSync(join(folder, "emulator_override.tf.json"), `${JSON.stringify(override, null, 2)}\n`);
}

function withGapsIgnored(resources: Resources): Resources {
  return Object.fromEntries(
    EMULATOR_GAPS.flatMap(({ type, attributes }) => {
      const concerned = Object.keys(resources[type] ?? {});
      if (concerned.length === 0) return [];
      const ignored = { lifecycle: { ignore_changes: attributes } };
      return [[type, Object.fromEntries(concerned.map((name) => [name, ignored]))]];
    }),
  );
}
