import { iamClient } from "../../adapters/aws/clients/clients.js";
import { ACCESS_APPROVE } from "../../core/contracts/access-broker.js";
import { askedWorld } from "../wiring/access/access-world.js";
import { answerCaller, ownArn } from "../wiring/access/answer-caller.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";
import { approveVerbs } from "./verbs.js";

/** The function as its environment describes it. */
export function startApprove(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_APPROVE, env, (environment) => {
    const world = askedWorld(environment, env);
    const verbs = approveVerbs(world);
    const callers = {
      ...world,
      account: environment.account,
      iamClient: iamClient(),
      functions: [ownArn(environment.account, env)],
      operators: false,
    };
    return (event) => answerCaller(event, verbs, callers, env);
  });
}
