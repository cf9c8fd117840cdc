import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { describe, expect, it } from "vitest";
import { awsScheduler } from "../../../../adapters/aws/scheduler/aws-scheduler.js";
import { allOf } from "../../../../services/intent-do-sweep/pages.js";
import { type Answer, type Sent, wire } from "../wire.js";

const TARGET = {
  group: "shop-jit",
  functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-sweep",
  roleArn: "arn:aws:iam::111122223333:role/shop-jit-scheduler",
  deadLettersArn: "arn:aws:sqs:eu-central-1:111122223333:shop-jit-dead",
};

function schedulerWith(answer: (sent: Sent) => Answer) {
  const { settings, sent } = wire(answer);
  return { scheduler: awsScheduler(new SchedulerClient(settings as object), TARGET), sent };
}

describe("schedules", () => {
  it("fire once in UTC, sweep one grant, and leave what fails in the queue", async () => {
    const { scheduler, sent } = schedulerWith(() => ({ json: {} }));
    await scheduler.schedule("g1", Date.UTC(2026, 11, 1, 11), "g1");
    const [{ action, body }] = sent as [Sent];
    expect(action).toBe("POST /schedules/g1");
    expect(body).toMatchObject({
      GroupName: "shop-jit",
      ScheduleExpression: "at(2026-12-01T11:00:00)",
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: TARGET.functionArn,
        RoleArn: TARGET.roleArn,
        DeadLetterConfig: { Arn: TARGET.deadLettersArn },
        Input: JSON.stringify({ version: 1, verb: "sweep", grant: "g1" }),
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      },
    });
  });

  it("that exist already are ours, and one that is gone is removed", async () => {
    await schedulerWith(() => ({ error: "ConflictException", status: 409 })).scheduler.schedule(
      "g1",
      0,
      "g1",
    );
    const gone = schedulerWith(() => ({ error: "ResourceNotFoundException", status: 404 }));
    await gone.scheduler.remove("g1");
    expect(gone.sent).toEqual([
      { action: "DELETE /schedules/g1", body: expect.objectContaining({ groupName: "shop-jit" }) },
    ]);
  });

  it("are listed to the last page, each with its grant", async () => {
    const { scheduler, sent } = schedulerWith(({ body }) =>
      body["NextToken"] === undefined
        ? { json: { Schedules: [{ Name: "g1" }], NextToken: "n" } }
        : { json: { Schedules: [{ Name: "g2-start" }] } },
    );
    expect(await allOf(scheduler.schedules())).toEqual([
      { name: "g1", grant: "g1" },
      { name: "g2-start", grant: "g2" },
    ]);
    expect(sent.map(({ body }) => body["ScheduleGroup"])).toEqual(["shop-jit", "shop-jit"]);
  });

  it.each<[string, number, string]>([
    ["ThrottlingException", 429, "throttled"],
    ["ServiceQuotaExceededException", 402, "limit"],
    ["InternalServerException", 500, "throttled"],
    ["ValidationException", 400, "refused"],
  ])("say of %s that it is %s", async (error, status, kind) => {
    const { scheduler } = schedulerWith(() => ({ error, status }));
    await expect(scheduler.schedule("g1", 0, "g1")).rejects.toMatchObject({ name: "OutsideError", kind });
  });
});
