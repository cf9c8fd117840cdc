import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import type { Construct } from "constructs";
import { policyText } from "../../core/iam/policy-text.js";
import { Account } from "./account.js";

/** A topic, and who may publish to it besides the roles of the account that IAM lets. */
export interface ProtectedTopicProps {
  readonly name: string;
  readonly keyArn: string;
  /** Whether alarms of the account are published there. */
  readonly alarms: boolean;
  /** Id of the policy beside the topic. */
  readonly policyId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An encrypted topic that takes nothing without TLS. Subscriptions are yours. */
export function protectedTopic(scope: Construct, id: string, props: ProtectedTopicProps): SnsTopic {
  const topic = new SnsTopic(scope, id, {
    name: props.name,
    kmsMasterKeyId: props.keyArn,
    tags: { ...props.tags },
  });
  const alarms = {
    Sid: "Alarms",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: topic.arn,
    Condition: { StringEquals: { "aws:SourceAccount": Account.of(scope).accountId } },
  } as const;
  new SnsTopicPolicy(scope, props.policyId, {
    arn: topic.arn,
    policy: policyText([
      ...(props.alarms ? [alarms] : []),
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]),
  });
  return topic;
}
