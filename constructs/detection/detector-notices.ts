import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { Construct } from "constructs";
import { policyText } from "../../core/iam/policy-text.js";
import { isToken } from "../../core/network/token.js";
import { Account } from "../guardrails/account.js";

/** Who is told. */
export interface DetectorNoticesProps {
  readonly name: string;
  readonly keyArn: string;
  readonly notify: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The topic of findings and alarms, with its subscriptions. People confirm theirs by e-mail. */
export class DetectorNotices extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, { name, keyArn, notify, tags }: DetectorNoticesProps) {
    super(scope, id);
    this.topic = new SnsTopic(this, "Resource", {
      name: `${name}-findings`,
      kmsMasterKeyId: keyArn,
      tags: { ...tags },
    });
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyText([
        {
          Sid: "Alarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: this.topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": Account.of(this).accountId } },
        },
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: this.topic.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    [...new Set(notify)].forEach((endpoint, index) => {
      new SnsTopicSubscription(this, `subscription-${index}`, {
        topicArn: this.topic.arn,
        protocol: protocolOf(endpoint),
        endpoint,
      });
    });
  }
}

function protocolOf(endpoint: string): "email" | "https" | "sqs" {
  if (isToken(endpoint) || endpoint.startsWith("arn:")) return "sqs";
  return endpoint.startsWith("https://") ? "https" : "email";
}
