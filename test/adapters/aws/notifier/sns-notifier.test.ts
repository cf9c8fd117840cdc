import { SNSClient } from "@aws-sdk/client-sns";
import { expect, it } from "vitest";
import { snsNotifier } from "../../../../adapters/aws/notifier/sns-notifier.js";
import { wire } from "../wire.js";

const [APPROVERS, WATCHERS, LEADS] = ["approvers", "watchers", "leads"].map(
  (name) => `arn:aws:sns:eu-central-1:111122223333:${name}`,
) as [string, string, string];
const NOTICE = {
  to: "approve",
  grant: "g1",
  event: "request",
  text: "a\nb",
  persons: ["group:leads"],
  topics: [LEADS, APPROVERS],
} as const;

it("tells approvers and watchers apart, each topic once, with attributes to filter by", async () => {
  const { settings, sent } = wire(() => ({ xml: "<PublishResponse><PublishResult/></PublishResponse>" }));
  const notifier = snsNotifier(new SNSClient(settings as object), {
    approvers: APPROVERS,
    watchers: WATCHERS,
  });
  await notifier.tell(NOTICE);
  await notifier.tell({ ...NOTICE, to: "told", persons: [], topics: [], event: "ä\n".repeat(200) });
  expect(sent.map(({ body }) => body["TopicArn"])).toEqual([APPROVERS, LEADS, WATCHERS]);
  expect(sent[0]).toMatchObject({
    action: "Publish",
    body: { Message: "a\nb", Subject: "Access request: g1" },
  });
  expect(Object.values(sent[0]?.body ?? {})).toContain('["group:leads"]');
  expect(Object.values(sent[2]?.body ?? {})).not.toContain("String.Array");
  // Less than 100 characters of ASCII on one line.
  expect(sent[2]?.body["Subject"]).toMatch(/^[\x20-\x7e]{1,99}$/);
});

it.each<[string, number, string]>([
  ["Throttled", 429, "throttled"],
  ["InternalError", 500, "throttled"],
  ["NotFound", 404, "refused"],
])("says of %s that it is %s", async (error, status, kind) => {
  const { settings } = wire(() => ({ error, status }));
  const notifier = snsNotifier(new SNSClient(settings as object), {
    approvers: APPROVERS,
    watchers: WATCHERS,
  });
  await expect(notifier.tell(NOTICE)).rejects.toMatchObject({ name: "OutsideError", kind });
});
