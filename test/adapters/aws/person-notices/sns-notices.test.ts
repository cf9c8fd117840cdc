import { SNSClient } from "@aws-sdk/client-sns";
import { expect, it } from "vitest";
import { snsNotices } from "../../../../adapters/aws/person-notices/sns-notices.js";
import { wire } from "../wire.js";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:notices";

it("tells what happened to whom, so that subscriptions can filter by both", async () => {
  const { settings, sent } = wire(() => ({ xml: "<PublishResponse><PublishResult/></PublishResponse>" }));
  const notice = { at: "2026-03-02T09:00:00Z", person: "u-1", kind: "new_device" } as const;
  await snsNotices(new SNSClient(settings as object), TOPIC)(notice);
  const [{ body }] = sent as [(typeof sent)[number]];
  expect(body).toMatchObject({ TopicArn: TOPIC, Subject: "A new device", Message: JSON.stringify(notice) });
  expect(Object.values(body)).toEqual(expect.arrayContaining(["kind", "new_device", "person", "u-1"]));
});
