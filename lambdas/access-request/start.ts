import { iamClient } from "../../adapters/aws/clients/clients.js";
import { functionInvoker } from "../../adapters/aws/provisioner/lambda-provisioner.js";
import { ACCESS_REQUEST } from "../../core/contracts/access-broker.js";
import { askedWorld } from "../wiring/access/access-world.js";
import { answerCaller, ownArn } from "../wiring/access/answer-caller.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";
import { requestVerbs } from "./verbs.js";

/** The function as its environment describes it. */
export function startRequest(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_REQUEST, env, (environment) => {
    const world = askedWorld(environment, env);
    const revoke = functionInvoker(world.lambda, environment.sweepFunctionArn);
    const verbs = requestVerbs(world);
    const functions = [ownArn(environment.account, env)];
    const callers = { ...world, account: environment.account, iamClient: iamClient() };
    return (event) =>
      // Nothing here may detach: the function that revokes reads the same signed event.
      (event as { verb?: unknown } | null)?.verb === "revoke"
        ? revoke(event as object, "answer")
        : answerCaller(event, verbs, { ...callers, functions, operators: false }, env);
  });
}
