import type { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect, it } from "vitest";
import { snsFindings } from "../../../../adapters/aws/finding-notices/sns-findings.js";
import { FINDING } from "../finding-sample.js";

it("tells people in text how to answer, and machines in OCSF, on a subject line that SNS takes", async () => {
  const sent: PublishCommand["input"][] = [];
  const client = { send: async ({ input }: PublishCommand) => sent.push(input) } as unknown as SNSClient;
  const topic = "arn:aws:sns:eu-central-1:111122223333:findings";
  const notices = snsFindings(client, {
    topic,
    functionName: "shop-detector",
    version: "0.1.0",
    now: () => 5,
  });
  await notices.tell({ ...FINDING, title: `Übermäßig ${"x".repeat(200)}` });
  const [input] = sent;
  expect(input?.TopicArn).toBe(topic);
  expect(input?.Subject).toMatch(/^\[HIGH\] \?berm\?\?ig x+$/);
  expect(input?.Subject?.length).toBe(99);
  const message = JSON.parse(input?.Message ?? "");
  expect(message.default).toContain("- 40 denials within the window");
  expect(message.default).toContain("1. Ask the user.");
  expect(message.default).toContain(`"finding":"${FINDING.id}"`);
  expect(JSON.parse(message.sqs)).toMatchObject({ class_uid: 2004, finding_info: { uid: FINDING.id } });
  expect(input?.MessageAttributes?.["severity"]?.StringValue).toBe("high");
});
