import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { noticeText } from "../../../core/detection/findings/notice-text.js";
import { ocsfFinding } from "../../../core/detection/findings/ocsf.js";
import type { FindingNotices } from "../../../services/anomaly-detector/scheduled/ports.js";
import { outside } from "../outside/outside-call.js";

/** Amazon SNS API Reference, Publish: less than 100 characters of ASCII, on one line. */
const LONGEST_SUBJECT = 99;

/** What the notices of a detector say of it. */
export interface NoticeSender {
  readonly topic: string;
  /** Name of the function, which people ask to acknowledge. */
  readonly functionName: string;
  readonly version: string;
  readonly now: () => number;
}

/**
 * Findings by SNS: text for people, and the OCSF event for machines, which subscribe by HTTPS, SQS, Lambda or Firehose.
 * Attributes let subscriptions filter by severity and rule.
 */
export function snsFindings(
  client: SNSClient,
  { topic, functionName, version, now }: NoticeSender,
): FindingNotices {
  return {
    tell: async (finding) => {
      const { severity, rule, title } = finding;
      const request = { finding: finding.id, as: "benign", reason: "..." };
      const payload = JSON.stringify({ version: 1, verb: "acknowledge", request });
      const text = noticeText(
        finding,
        `aws lambda invoke --function-name ${functionName} --payload '${payload}' /dev/stdout`,
      );
      const event = JSON.stringify(ocsfFinding(finding, now(), version));
      const message = {
        default: text,
        email: text,
        https: event,
        sqs: event,
        lambda: event,
        firehose: event,
      };
      await outside(() =>
        client.send(
          new PublishCommand({
            TopicArn: topic,
            Subject: `[${severity.toUpperCase()}] ${title}`
              .replace(/[^\x20-\x7e]/g, "?")
              .slice(0, LONGEST_SUBJECT),
            MessageStructure: "json",
            Message: JSON.stringify(message),
            MessageAttributes: {
              severity: { DataType: "String", StringValue: severity },
              rule: { DataType: "String", StringValue: rule },
            },
          }),
        ),
      );
    },
  };
}
