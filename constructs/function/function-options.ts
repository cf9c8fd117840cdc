import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { LambdaContract } from "../../core/contracts/contract.js";
import { wholeNumber } from "../../core/contracts/variable.js";
import { ec2Id, POLICY_ARN, pattern, TAGS, TEXT_OR_TOKEN } from "../../core/options/aws-kinds.js";
import {
  either,
  isOptions,
  listOf,
  number,
  orToken,
  recordOf,
  value,
  word,
} from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options, type Shape } from "../../core/options/shape.js";
import { EncryptionKey } from "../guardrails/encryption-key.js";
import { Segment } from "../network/segment.js";
import { type Checked, instanceOf } from "../settings/check-construct.js";
import { LOG_RETENTION } from "../settings/log-retention.js";
import type { FunctionErrorCode } from "./error-codes.js";
import type { NodejsFunctionProps } from "./nodejs-function-props.js";

type Settings = Pick<
  NodejsFunctionProps<LambdaContract>,
  "memoryMegabytes" | "permissionsBoundary" | "reservedConcurrency" | "runtime" | "vpc"
>;

/** How a function runs, for constructs that hand these options on. Bounds: AWS Lambda Developer Guide, "Lambda quotas". */
export const FUNCTION_SETTINGS: Shape<Settings> = {
  memoryMegabytes: optional(orToken(number(wholeNumber(128, 10_240)))),
  permissionsBoundary: optional(POLICY_ARN),
  reservedConcurrency: optional(either(orToken(number(wholeNumber(1, 100_000))), word("unreserved"))),
  runtime: optional(word("nodejs22.x", "nodejs24.x")),
  vpc: optional(
    options<NonNullable<Settings["vpc"]>>({
      segment: instanceOf("a segment", Segment),
      subnetIds: listOf(ec2Id("subnet"), { atLeast: 1 }),
    }),
  ),
};

const ANY_TEXT = value("a text", (given) => typeof given === "string");
/** Its content is checked against the contract, by name. */
const TEXTS = recordOf(optional(ANY_TEXT));

export const NODEJS_FUNCTION: Checked<FunctionErrorCode> = {
  subject: "the function",
  code: "CORDON_FUNCTION_SETTING_REFUSED",
  kind: options<NodejsFunctionProps<LambdaContract>>({
    ...FUNCTION_SETTINGS,
    contract: value("a contract", (given) => typeof given === "object" && given !== null),
    environment: TEXTS,
    resources: recordOf(optional(listOf(TEXT_OR_TOKEN))),
    conditions: optional(value("conditions by permission", isOptions)),
    files: optional(recordOf(ANY_TEXT)),
    entry: optional(ANY_TEXT),
    functionName: optional(
      pattern('1 to 64 letters, digits, "-" and "_", as a literal', /^[A-Za-z0-9_-]{1,64}$/),
    ),
    key: optional(instanceOf("an EncryptionKey", EncryptionKey)),
    logGroup: optional(instanceOf("a CloudwatchLogGroup", CloudwatchLogGroup)),
    logRetentionDays: optional(LOG_RETENTION),
    tags: optional(TAGS),
  }),
};
