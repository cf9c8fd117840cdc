import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import type { Construct } from "constructs";
import { policyText, serviceTrust } from "../../core/iam/policy-text.js";
import { Account } from "../guardrails/account.js";
import { deadLetterQueue } from "./dead-letter-queue.js";

/** Who wakes what. */
export interface SchedulerRoleProps {
  readonly name: string;
  readonly description: string;
  /** Schedule groups whose schedules use the role. */
  readonly groups: readonly [string, ...string[]];
  readonly policyName: string;
  readonly functionArn: string;
  /** Key of the dead letters. */
  readonly keyArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role with which EventBridge Scheduler may invoke one function and nothing else, and the queue of what it could not deliver. */
export function schedulerRole(
  scope: Construct,
  props: SchedulerRoleProps,
): { readonly role: IamRole; readonly policy: IamRolePolicy; readonly deadLetters: SqsQueue } {
  const { groups, functionArn, keyArn } = props;
  const tags = { ...props.tags };
  const account = Account.of(scope);
  const [first, ...others] = groups.map((group) => account.arn("scheduler", `schedule-group/${group}`));
  const deadLetters = deadLetterQueue(scope, keyArn, tags);
  const role = new IamRole(scope, "role", {
    namePrefix: `${props.name}-schedules-`,
    description: props.description,
    // Against the confused deputy: no schedule of another account or group is served.
    assumeRolePolicy: serviceTrust("scheduler.amazonaws.com", {
      StringEquals: { "aws:SourceAccount": account.accountId },
      ArnEquals: { "aws:SourceArn": others.length === 0 ? (first as string) : [first as string, ...others] },
    }),
    tags,
  });
  const policy = new IamRolePolicy(scope, "policy", {
    role: role.id,
    name: props.policyName,
    policy: policyText([
      { Sid: "Invoke", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
      { Sid: "DeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: deadLetters.arn },
      {
        Sid: "EncryptDeadLetters",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: keyArn,
      },
    ]),
  });
  return { role, policy, deadLetters };
}
