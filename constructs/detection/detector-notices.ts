import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { Construct } from "constructs";
import { isToken } from "../../core/network/token.js";
import { protectedTopic } from "../guardrails/protected-topic.js";

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
    this.topic = protectedTopic(this, "Resource", {
      name: `${name}-findings`,
      keyArn,
      alarms: true,
      policyId: "policy",
      tags,
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
