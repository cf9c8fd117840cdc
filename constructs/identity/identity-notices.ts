import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { Construct } from "constructs";
import { protectedTopic } from "../guardrails/protected-topic.js";

/** Who is told. */
export interface IdentityNoticesProps {
  readonly name: string;
  readonly keyArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Two topics: what people must learn about their own account is nobody else's business. Subscriptions are yours. */
export class IdentityNotices extends Construct {
  /** `{at, person, kind}`: a new device or factor, a removed factor, a recovery. Whoever knows addresses tells the person. */
  readonly people: SnsTopic;
  readonly alarms: SnsTopic;

  constructor(scope: Construct, id: string, props: IdentityNoticesProps) {
    super(scope, id);
    const topic = (key: string, alarms: boolean) =>
      protectedTopic(this, key, {
        ...props,
        name: `${props.name}-${key}`,
        alarms,
        policyId: `${key}-policy`,
      });
    this.people = topic("people", false);
    this.alarms = topic("alarms", true);
  }
}
