import { s3ChainHead } from "../../adapters/aws/chain-head/s3-chain-head.js";
import { functionClient } from "../../adapters/aws/clients/clients.js";
import { lambdaProvisioner } from "../../adapters/aws/provisioner/lambda-provisioner.js";
import { ACCESS_SWEEP } from "../../core/contracts/access-broker.js";
import { objectOrEmpty } from "../../core/json/values.js";
import { sweep } from "../../services/access-broker/sweep.js";
import { s3Of } from "../wiring/access/access-world.js";
import { answerCaller, ownArn } from "../wiring/access/answer-caller.js";
import { gaugeLine } from "../wiring/access/gauge-line.js";
import { outsideWorld } from "../wiring/access/outside-ports.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";
import { revokeVerbs } from "./verbs.js";

/** The function as its environment describes it. */
export function startSweep(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_SWEEP, env, (environment) => {
    const world = outsideWorld(environment, env);
    const ports = {
      ...world,
      heads: s3ChainHead({ bucket: environment.headBucket, ...s3Of(world.database, env) }),
      provisioner: lambdaProvisioner(functionClient(), environment.provisionFunction),
      gauges: async (gauges: Parameters<typeof gaugeLine>[0]) => {
        process.stdout.write(gaugeLine(gauges, environment.brokerName, Date.now()));
      },
    };
    const verbs = revokeVerbs(ports);
    const callers = {
      ...world,
      account: environment.account,
      functions: [ownArn(environment.account, env), environment.requestFunctionArn],
      operators: true,
    };
    return async (event) => {
      const { version, verb, grant } = objectOrEmpty(event);
      // From a schedule. Whoever may invoke this function may have it sweep: it only takes away what is over.
      if (version === 1 && verb === "sweep")
        return sweep(ports, typeof grant === "string" ? grant : undefined);
      return answerCaller(event, verbs, callers, env);
    };
  });
}
