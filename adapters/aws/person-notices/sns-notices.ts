import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { AuthenticatorPorts } from "../../../services/authenticator/ports.js";
import { outside } from "../outside/outside-call.js";

const SUBJECTS = {
  new_device: "A new device",
  new_factor: "A new way to sign in",
  factor_removed: "A way to sign in was removed",
  recovery: "Access was recovered",
} as const;

/**
 * Notices to people by SNS, as JSON: whoever subscribes knows where a person is reached. Attributes let subscriptions
 * filter by kind and person.
 */
export function snsNotices(client: SNSClient, TopicArn: string): AuthenticatorPorts["tell"] {
  return async (notice) => {
    const command = new PublishCommand({
      TopicArn,
      Subject: SUBJECTS[notice.kind],
      Message: JSON.stringify(notice),
      MessageAttributes: {
        kind: { DataType: "String", StringValue: notice.kind },
        person: { DataType: "String", StringValue: notice.person },
      },
    });
    await outside(() => client.send(command));
  };
}
