import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";

/**
 * A Lambda function that a construct of Cordon has made, for alarms, permissions and dashboards of your own.
 *
 * The construct behind it is not public: it deploys the Lambdas of Cordon's own contracts and no others.
 */
export interface DeployedFunction {
  readonly functionName: string;
  readonly functionArn: string;
  readonly invokeArn: string;
  readonly function: LambdaFunction;
  readonly role: IamRole;
  readonly logGroup: CloudwatchLogGroup;
  readonly key: EncryptionKey;
  /** Events that failed for good; asynchronous functions have one. */
  readonly deadLetterQueue: SqsQueue | undefined;
}
