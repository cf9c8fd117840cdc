import { s3ChainHead } from "../../adapters/aws/chain-head/s3-chain-head.js";
import { iamClient } from "../../adapters/aws/clients/clients.js";
import { ACCESS_REPORT } from "../../core/contracts/access-broker.js";
import { accessWorld, s3Of } from "../wiring/access/access-world.js";
import { answerCaller, ownArn } from "../wiring/access/answer-caller.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";
import { reportVerbs } from "./verbs.js";

/** The function as its environment describes it. */
export function startReport(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_REPORT, env, (environment) => {
    const world = accessWorld(environment, env);
    const heads = s3ChainHead({ bucket: environment.headBucket, ...s3Of(world.database, env) });
    const verbs = reportVerbs({ ...world, heads });
    const callers = {
      ...world,
      account: environment.account,
      iamClient: iamClient(),
      functions: [ownArn(environment.account, env)],
      operators: true,
    };
    return (event) => answerCaller(event, verbs, callers, env);
  });
}
