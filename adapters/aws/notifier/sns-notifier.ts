import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Notifier } from "../../../services/access-broker/ports.js";
import { outside } from "../outside/outside-call.js";

/** Amazon SNS API Reference, Publish: less than 100 characters of ASCII, on one line. */
const LONGEST_SUBJECT = 99;

/** Notices by SNS: those who approve have a topic of their own. Attributes let subscriptions filter. */
export function snsNotifier(
  client: SNSClient,
  topics: { readonly approvers: string; readonly watchers: string },
): Notifier {
  return {
    tell: async ({ to, grant, event, text, persons, topics: others }) => {
      const own = to === "approve" ? topics.approvers : topics.watchers;
      for (const TopicArn of new Set([own, ...others])) {
        await outside(() =>
          client.send(
            new PublishCommand({
              TopicArn,
              Subject: `Access ${event}: ${grant}`.replace(/[^\x20-\x7e]/g, "?").slice(0, LONGEST_SUBJECT),
              Message: text,
              MessageAttributes: {
                event: { DataType: "String", StringValue: event },
                grant: { DataType: "String", StringValue: grant },
                ...(persons.length === 0
                  ? {}
                  : { persons: { DataType: "String.Array", StringValue: JSON.stringify(persons) } }),
              },
            }),
          ),
        );
      }
    },
  };
}
