import { iamClient } from "../../adapters/aws/clients/clients.js";
import { ACCESS_APPROVE } from "../../core/contracts/access-broker.js";
import { approveGrant } from "../../services/access-broker/approve-grant.js";
import { denyGrant } from "../../services/access-broker/deny-grant.js";
import { reviewGrant } from "../../services/access-broker/review-grant.js";
import { askedWorld } from "../wiring/access/access-world.js";
import { type Answered, answerCaller, ownArn, textOf } from "../wiring/access/answer-caller.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";

/** The function as its environment describes it. */
export function startApprove(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_APPROVE, env, (environment) => {
    const world = askedWorld(environment, env);
    const verbs: Record<string, Answered> = {
      approve: (caller, request) => {
        const { minutes } = request;
        const command = { grant: textOf(request, "grant"), hash: textOf(request, "hash") };
        // What is no number of minutes is out of every range.
        const shorter =
          minutes === undefined ? {} : { minutes: typeof minutes === "number" ? minutes : Number.NaN };
        return approveGrant(world, caller, { ...command, ...shorter });
      },
      deny: (caller, request) => denyGrant(world, caller, { grant: textOf(request, "grant") }),
      review: (caller, request) => reviewGrant(world, caller, { grant: textOf(request, "grant") }),
    };
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
