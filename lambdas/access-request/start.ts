import { iamClient } from "../../adapters/aws/clients/clients.js";
import { functionInvoker } from "../../adapters/aws/provisioner/lambda-provisioner.js";
import { ACCESS_REQUEST } from "../../core/contracts/access-broker.js";
import { cancelGrant } from "../../services/access-broker/cancel-grant.js";
import { extendGrant } from "../../services/access-broker/extend-grant.js";
import { listGrants } from "../../services/access-broker/list-grants.js";
import { requestAccess } from "../../services/access-broker/request-access.js";
import { showGrant } from "../../services/access-broker/show-grant.js";
import type { RequestCommand } from "../../services/access-broker/verbs.js";
import { askedWorld } from "../wiring/access/access-world.js";
import { type Answered, answerCaller, ownArn, textOf } from "../wiring/access/answer-caller.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";

/** The function as its environment describes it. */
export function startRequest(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_REQUEST, env, (environment) => {
    const world = askedWorld(environment, env);
    const revoke = functionInvoker(world.lambda, environment.sweepFunctionArn);
    const heads = { keep: absent, kept: absent };
    const verbs: Record<string, Answered> = {
      request: (caller, request, token) =>
        requestAccess(world, caller, request as unknown as RequestCommand, token),
      extend: (caller, request, token) =>
        extendGrant(world, caller, { grant: textOf(request, "grant"), minutes: request["minutes"] }, token),
      cancel: (caller, request) => cancelGrant(world, caller, { grant: textOf(request, "grant") }),
      list: (caller) => listGrants({ ...world, heads }, caller),
      show: (caller, request) => showGrant({ ...world, heads }, caller, { grant: textOf(request, "grant") }),
    };
    const functions = [ownArn(environment.account, env)];
    const callers = { ...world, account: environment.account, iamClient: iamClient() };
    return (event) =>
      // Nothing here may detach: the function that revokes reads the same signed event.
      (event as { verb?: unknown } | null)?.verb === "revoke"
        ? revoke(event as object, "answer")
        : answerCaller(event, verbs, { ...callers, functions, operators: false }, env);
  });
}

function absent(): Promise<never> {
  return Promise.reject(new Error("This function does not know the head of the audit chain."));
}
