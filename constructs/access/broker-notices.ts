import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { Construct } from "constructs";
import { policyText } from "../../core/iam/policy-text.js";
import { Account } from "../guardrails/account.js";

/** Who is told. */
export interface BrokerNoticesProps {
  readonly name: string;
  readonly keyArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Two topics, because whoever must act overlooks what everybody is told. Subscriptions are yours. */
export class BrokerNotices extends Construct {
  /** Requests that wait for an approval, with the command that gives it. */
  readonly approvers: SnsTopic;
  /** What happened, and the alarms. */
  readonly watchers: SnsTopic;

  constructor(scope: Construct, id: string, props: BrokerNoticesProps) {
    super(scope, id);
    this.approvers = this.#topic("approvers", props);
    this.watchers = this.#topic("watchers", props);
  }

  #topic(id: string, { name, keyArn, tags }: BrokerNoticesProps): SnsTopic {
    const topic = new SnsTopic(this, id, {
      name: `${name}-${id}`,
      kmsMasterKeyId: keyArn,
      tags: { ...tags },
    });
    const account = Account.of(this);
    new SnsTopicPolicy(this, `${id}-policy`, {
      arn: topic.arn,
      policy: policyText([
        {
          Sid: "Alarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
        },
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
}
