import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule/index.js";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { schedulerRole } from "../function/scheduler-role.js";
import { Account } from "../guardrails/account.js";

/** Who is woken, and by which key. */
export interface BrokerSchedulesProps {
  readonly name: string;
  readonly sweepFunctionArn: string;
  readonly keyArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The schedules of grants, which the broker makes, and the sweep every five minutes, which makes up for all of them. */
export class BrokerSchedules extends Construct {
  readonly group: SchedulerScheduleGroup;
  readonly role: IamRole;
  readonly deadLetters: SqsQueue;
  /** ARN of every schedule of the group. */
  readonly schedulesArn: string;
  readonly #props: BrokerSchedulesProps;

  constructor(scope: Construct, id: string, props: BrokerSchedulesProps) {
    super(scope, id);
    this.#props = props;
    const { name, keyArn, sweepFunctionArn } = props;
    const tags = { ...props.tags };
    this.group = new SchedulerScheduleGroup(this, "group", { name, tags });
    this.schedulesArn = Account.of(this).arn("scheduler", `schedule/${name}/*`);
    const { role, deadLetters } = schedulerRole(this, {
      name,
      description: `EventBridge Scheduler wakes the sweep of ${name}`,
      groups: [name, sweepGroup(name)],
      policyName: "wake-the-sweep",
      functionArn: sweepFunctionArn,
      keyArn,
      tags,
    });
    this.role = role;
    this.deadLetters = deadLetters;
  }

  /** Starts the sweep of everything, every five minutes, as soon as its function is there. */
  sweepRegularly(functionArn: string): void {
    const name = sweepGroup(this.#props.name);
    // A group of its own: the sweep removes from the other one what belongs to no grant.
    const group = new SchedulerScheduleGroup(this, "sweep-group", { name, tags: { ...this.#props.tags } });
    new SchedulerSchedule(this, "sweep", {
      name,
      description: "Sweeps in both directions: from the ledger to AWS, and from AWS to the ledger",
      groupName: group.name,
      scheduleExpression: "rate(5 minutes)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: functionArn,
        roleArn: this.role.arn,
        input: JSON.stringify({ version: 1, verb: "sweep" }),
        deadLetterConfig: { arn: this.deadLetters.arn },
        // The next sweep comes in five minutes anyway.
        retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 2 },
      },
    });
  }
}

function sweepGroup(name: string): string {
  return `${name}-sweep`;
}
