import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import type { Construct } from "constructs";
import { policyText } from "../../core/iam/policy-text.js";

/** The longest that SQS keeps a message: 14 days. */
const LONGEST_RETENTION_SECONDS = 14 * 24 * 3600;

/** A queue for the events that a function failed on for good: encrypted, TLS only, kept for two weeks. */
export function deadLetterQueue(scope: Construct, keyArn: string, tags: Record<string, string>): SqsQueue {
  const queue = new SqsQueue(scope, "dead-letters", {
    kmsMasterKeyId: keyArn,
    messageRetentionSeconds: LONGEST_RETENTION_SECONDS,
    tags,
  });
  new SqsQueuePolicy(scope, "dead-letters-policy", {
    queueUrl: queue.url,
    policy: policyText([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queue.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]),
  });
  return queue;
}
