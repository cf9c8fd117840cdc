import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { Construct } from "constructs";
import { protectedTopic } from "../guardrails/protected-topic.js";

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

  #topic(id: string, props: BrokerNoticesProps): SnsTopic {
    return protectedTopic(this, id, {
      ...props,
      name: `${props.name}-${id}`,
      alarms: id === "watchers",
      policyId: `${id}-policy`,
    });
  }
}
