import { s3ChainHead } from "../../adapters/aws/chain-head/s3-chain-head.js";
import { iamClient } from "../../adapters/aws/clients/clients.js";
import { ACCESS_REPORT } from "../../core/contracts/access-broker.js";
import { parseInstant } from "../../core/time/instant.js";
import { listGrants } from "../../services/access-broker/list-grants.js";
import { reportGrants } from "../../services/access-broker/report-grants.js";
import { showGrant } from "../../services/access-broker/show-grant.js";
import { verifyAudit } from "../../services/access-broker/verify-audit.js";
import { accessWorld, s3Of } from "../wiring/access/access-world.js";
import { type Answered, answerCaller, ownArn, textOf } from "../wiring/access/answer-caller.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";

/** The function as its environment describes it. */
export function startReport(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_REPORT, env, (environment) => {
    const world = accessWorld(environment, env);
    const heads = s3ChainHead({ bucket: environment.headBucket, ...s3Of(world.database, env) });
    const ports = { ...world, heads };
    const verbs: Record<string, Answered> = {
      list: (caller) => listGrants(ports, caller),
      show: (caller, request) => showGrant(ports, caller, { grant: textOf(request, "grant") }),
      report: (caller, request) =>
        reportGrants(ports, caller, {
          from: parseInstant(textOf(request, "from")),
          to: parseInstant(textOf(request, "to")),
        }),
      "audit-verify": () => verifyAudit(ports),
    };
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
