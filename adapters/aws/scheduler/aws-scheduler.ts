import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  paginateListSchedules,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import { formatInstant } from "../../../core/time/instant.js";
import type { Scheduler } from "../../../services/access-broker/ports.js";
import { codeOf, outside, outsideOr } from "../outside/outside-call.js";

/** Whom a schedule wakes, and how. */
export interface ScheduleTarget {
  readonly group: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** Queue for what could not be delivered: the schedule is deleted then, too. */
  readonly deadLettersArn: string;
}

/** EventBridge Scheduler User Guide, "RetryPolicy": the most that there is. */
const RETRIES = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 };
/** Name of a schedule: the grant's id, with or without this. */
const START = /-start$/;

/** One-time schedules of EventBridge Scheduler, each of which starts the sweep of one grant. */
export function awsScheduler(client: SchedulerClient, target: ScheduleTarget): Scheduler {
  return {
    schedule: async (name, at, grant) => {
      const command = new CreateScheduleCommand({
        Name: name,
        GroupName: target.group,
        // "at" has no zone of its own; the zone is another field.
        ScheduleExpression: `at(${formatInstant(at).slice(0, 19)})`,
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: target.functionArn,
          RoleArn: target.roleArn,
          Input: JSON.stringify({ version: 1, verb: "sweep", grant }),
          DeadLetterConfig: { Arn: target.deadLettersArn },
          RetryPolicy: RETRIES,
        },
      });
      try {
        await client.send(command);
      } catch (error) {
        // Names derive from grants: one that exists is ours.
        if (codeOf(error) !== "Conflict") await outside(() => Promise.reject(error));
      }
    },
    remove: (name) =>
      outsideOr(undefined, async () => {
        await client.send(new DeleteScheduleCommand({ Name: name, GroupName: target.group }));
      }),
    schedules: () => list(client, target.group),
  };
}

async function* list(client: SchedulerClient, group: string) {
  const pages = paginateListSchedules({ client }, { GroupName: group });
  for (;;) {
    const { value, done } = await outside(() => pages.next());
    if (done === true) return;
    yield (value.Schedules ?? []).flatMap(({ Name }) =>
      Name === undefined ? [] : [{ name: Name, grant: Name.replace(START, "") }],
    );
  }
}
