/** Services whose events have another prefix than their actions (Service Authorization Reference). */
const PREFIXES: Readonly<Record<string, string>> = {
  "aws-marketplace-management": "aws-marketplace",
  email: "ses",
  monitoring: "cloudwatch",
  tagging: "tag",
};

/** Calls that IAM judges by another action (Service Authorization Reference; Amazon S3 User Guide, "Required permissions"). */
const ACTIONS: Readonly<Record<string, string>> = {
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:CompleteMultipartUpload": "s3:PutObject",
  "s3:CopyObject": "s3:PutObject",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:UploadPart": "s3:PutObject",
  "dynamodb:TransactGetItems": "dynamodb:GetItem",
};

/**
 * The action of IAM that an event of CloudTrail is: "s3:GetObject" for HeadObject of s3.amazonaws.com.
 *
 * Some services append the version of their API to the names of events.
 */
export function calledAction(eventSource: string, eventName: string): string {
  const service = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/u, "");
  const name = eventName.replace(/20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/u, "");
  const call = `${PREFIXES[service] ?? service}:${name}`;
  return ACTIONS[call] ?? call;
}
