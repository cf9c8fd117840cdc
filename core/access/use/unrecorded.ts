import { actionsMeet } from "../../iam/containment.js";

/** Actions that no event of CloudTrail is written for. */
const NEVER_RECORDED: readonly string[] = [
  // Amazon RDS User Guide, IAM database authentication: the database judges the token.
  "rds-db:connect",
  // Amazon Aurora DSQL User Guide, "Authentication and authorization".
  "dsql:DbConnect*",
  // Amazon ElastiCache User Guide, "Authenticating with IAM".
  "elasticache:Connect",
];

/** Actions whose events a trail records only where it is told to (CloudTrail User Guide, "Logging data events"). */
const DATA_EVENTS: readonly string[] = [
  "cassandra:Select",
  "cassandra:Modify",
  "cognito-identity:Get*",
  "dynamodb:*Item*",
  "dynamodb:PartiQL*",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ebs:*SnapshotBlock*",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:PutRecord*",
  "kinesis:SubscribeToShard",
  "lambda:InvokeFunction*",
  "s3:*Object*",
  "s3:AbortMultipartUpload",
  "s3:ListBucket*",
  "s3:ListMultipartUploadParts",
  "sns:Publish*",
  "sqs:DeleteMessage*",
  "sqs:ReceiveMessage",
  "sqs:SendMessage*",
  "ssmmessages:*",
];

/** How CloudTrail sees what an action, which may be a pattern, stands for at its worst. */
export function recordingOf(action: string): "always" | "where told to" | "never" {
  if (NEVER_RECORDED.some((pattern) => actionsMeet(pattern, action))) return "never";
  return DATA_EVENTS.some((pattern) => actionsMeet(pattern, action)) ? "where told to" : "always";
}
