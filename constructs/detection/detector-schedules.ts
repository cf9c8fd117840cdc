import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { DETECTOR_EVENTS } from "../../core/contracts/anomaly-detector.js";
import { schedulerRole } from "../function/scheduler-role.js";

/** Who is woken, and by which key. */
export interface DetectorSchedulesProps {
  readonly name: string;
  readonly functionArn: string;
  readonly keyArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** When what happens, in UTC. Two hours after midnight no record of the day before comes any more. */
const SCHEDULES = {
  detect: { expression: "rate(5 minutes)", description: "Looks at the open hours" },
  summarize: {
    expression: "cron(10 2 * * ? *)",
    description: "Summarises the day that is over, and learns it",
  },
  canary: { expression: "rate(6 hours)", description: "Attacks on purpose" },
} as const satisfies Record<keyof typeof DETECTOR_EVENTS, object>;

/** The schedules of a detector, with a role that may invoke its function and nothing else. */
export class DetectorSchedules extends Construct {
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, props: DetectorSchedulesProps) {
    super(scope, id);
    const { name, functionArn, keyArn } = props;
    const tags = { ...props.tags };
    const group = new SchedulerScheduleGroup(this, "group", { name: `${name}-detector`, tags });
    const { role, policy, deadLetters } = schedulerRole(this, {
      name,
      description: `EventBridge Scheduler wakes the detector ${name}`,
      groups: [`${name}-detector`],
      policyName: "wake-the-detector",
      functionArn,
      keyArn,
      tags,
    });
    this.deadLetters = deadLetters;
    for (const [verb, { expression, description }] of Object.entries(SCHEDULES)) {
      new SchedulerSchedule(this, verb, {
        name: verb,
        description,
        groupName: group.name,
        scheduleExpression: expression,
        scheduleExpressionTimezone: "UTC",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: functionArn,
          roleArn: role.arn,
          input: JSON.stringify(DETECTOR_EVENTS[verb as keyof typeof DETECTOR_EVENTS]),
          deadLetterConfig: { arn: this.deadLetters.arn },
          // The next run makes up for one that did not come.
          retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 2 },
        },
        dependsOn: [policy],
      });
    }
  }
}
