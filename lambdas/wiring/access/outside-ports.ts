import { dynamoDbRows } from "../../../adapters/aws/access-policy-rows/dynamodb-rows.js";
import { iamClient, networkClient, scheduleClient } from "../../../adapters/aws/clients/clients.js";
import { awsFlowRules } from "../../../adapters/aws/flow-rules/aws-flow-rules.js";
import { awsIam } from "../../../adapters/aws/iam/aws-iam.js";
import { awsScheduler } from "../../../adapters/aws/scheduler/aws-scheduler.js";
import type { ACCESS_PROVISION, ACCESS_SWEEP } from "../../../core/contracts/access-broker.js";
import type { Environment } from "../../../core/contracts/contract.js";
import type { ProcessEnvironment } from "../process-environment.js";
import { accessWorld, notifierOf } from "./access-world.js";

/** What provisions and what sweeps has all of AWS that grants touch; its role says how much of it. */
export function outsideWorld(
  environment: Pick<
    Environment<typeof ACCESS_PROVISION> & Environment<typeof ACCESS_SWEEP>,
    keyof Environment<typeof ACCESS_PROVISION> & keyof Environment<typeof ACCESS_SWEEP>
  >,
  env: ProcessEnvironment,
) {
  const world = accessWorld(environment, env);
  const iam = iamClient();
  return {
    ...world,
    iamClient: iam,
    iam: awsIam(iam),
    scheduler: awsScheduler(scheduleClient(), {
      group: environment.scheduleGroup,
      functionArn: environment.sweepFunctionArn,
      roleArn: environment.schedulerRole,
      deadLettersArn: environment.scheduleDeadLetters,
    }),
    flows: awsFlowRules(networkClient()),
    rows: dynamoDbRows(world.database, environment.accessPolicyTable),
    notifier: notifierOf(environment),
    settings: { boundary: environment.boundary, account: environment.account },
  };
}
