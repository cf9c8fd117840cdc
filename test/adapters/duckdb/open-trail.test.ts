import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTrail } from "../../../adapters/duckdb/open-trail.js";
import type { TrailEvent } from "../../../core/access/use/grant-use.js";
import { LogFolder } from "./log-folder.js";

const ROLE = "arn:aws:iam::111122223333:role/app/oncall";
const DAY = [Date.parse("2026-12-01T00:00:00Z"), Date.parse("2026-12-02T00:00:00Z")] as const;

const event = (id: string, more: object = {}) => ({
  eventID: id,
  eventTime: "2026-12-01T10:00:00Z",
  eventSource: "s3.amazonaws.com",
  eventName: "HeadObject",
  eventCategory: "Data",
  resources: [
    { ARN: `arn:aws:s3:::orders/${id}`, type: "AWS::S3::Object" },
    { ARN: "arn:aws:s3:::orders", type: "AWS::S3::Bucket", accountId: "111122223333" },
  ],
  userIdentity: {
    type: "AssumedRole",
    principalId: "AROAEXAMPLE:alice",
    sessionContext: { sourceIdentity: "alice", sessionIssuer: { type: "Role", arn: ROLE } },
  },
  ...more,
});

let folder: LogFolder;
beforeAll(() => {
  folder = new LogFolder();
  const first = JSON.stringify({
    Records: [event("a"), event("late", { eventTime: "2026-12-02T00:00:00Z" })],
  });
  folder.write("111122223333_CloudTrail_1.json.gz", first);
  folder.write(
    "111122223333_CloudTrail_2.json",
    JSON.stringify({
      Records: [
        // The same event, from a second trail.
        event("a"),
        event("denied", { errorCode: "AccessDenied" }),
        event("user", { userIdentity: { type: "IAMUser", principalId: "AIDAEXAMPLE" } }),
        event("plain", {
          eventTime: "2026-12-01T09:00:00Z",
          eventSource: "ec2.amazonaws.com",
          eventName: "DescribeInstances",
          eventCategory: "Management",
          resources: undefined,
        }),
      ],
    }),
  );
});
afterAll(() => folder.remove());

describe("openTrail", () => {
  it("reads each call of the roles once, in the words of IAM", async () => {
    const trail = await openTrail(`${folder.path}/*CloudTrail*`, "--cloudtrail");
    try {
      const events: TrailEvent[] = [];
      for await (const one of trail.events([ROLE], ...DAY)) events.push(one);
      expect(events.sort((a, b) => (a.resources.join() < b.resources.join() ? -1 : 1))).toEqual([
        {
          at: Date.parse("2026-12-01T09:00:00Z"),
          action: "ec2:DescribeInstances",
          role: ROLE,
          sourceIdentity: "alice",
          sessionName: "alice",
          isDenied: false,
          resources: [],
        },
        {
          at: Date.parse("2026-12-01T10:00:00Z"),
          action: "s3:GetObject",
          role: ROLE,
          sourceIdentity: "alice",
          sessionName: "alice",
          isDenied: false,
          resources: ["arn:aws:s3:::orders/a", "arn:aws:s3:::orders"],
        },
        expect.objectContaining({ isDenied: true, action: "s3:GetObject" }),
      ]);
      expect(await trail.coverage()).toEqual({
        first: Date.parse("2026-12-01T09:00:00Z"),
        last: DAY[1],
        recorded: ["arn:aws:s3:::orders"],
      });
    } finally {
      trail.close();
    }
  });

  it("names roles and files as they are, whatever stands in them", async () => {
    folder.write("it's one.json", JSON.stringify({ Records: [event("q")] }));
    const trail = await openTrail(`${folder.path}/it's one.json`, "--cloudtrail");
    const events: TrailEvent[] = [];
    for await (const one of trail.events(["x' OR '1'='1"], ...DAY)) events.push(one);
    expect(events).toEqual([]);
    trail.close();
  });

  it.each([
    ["nothing", "nowhere/*.json", "CORDON_LOG_MISSING"],
    ["files of another kind", "other.jsonl", "CORDON_LOG_MISSING"],
    ["a file that is cut off", "cut.json", "CORDON_LOG_UNREADABLE"],
  ])("says what is wrong with %s", async (_, name, code) => {
    folder.write("other.jsonl", "{}\n");
    folder.write("cut.json", '{"Records":[{"eventID":"a"');
    await expect(openTrail(`${folder.path}/${name}`, "--cloudtrail")).rejects.toMatchObject({ code });
  });
});
