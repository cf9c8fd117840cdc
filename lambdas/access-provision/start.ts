import { functionClient } from "../../adapters/aws/clients/clients.js";
import { functionInvoker } from "../../adapters/aws/provisioner/lambda-provisioner.js";
import { dynamoDbFlags } from "../../adapters/aws/subject-flags/dynamodb-flags.js";
import { groupsToday } from "../../core/access/groups-today.js";
import type { Requester } from "../../core/access/principal.js";
import { ACCESS_PROVISION } from "../../core/contracts/access-broker.js";
import { objectOrEmpty } from "../../core/json/values.js";
import { refusedAnswer } from "../../services/access-broker/answer.js";
import { provisionGrant } from "../../services/access-broker/provision-grant.js";
import { textOf } from "../wiring/access/answer-caller.js";
import { outsideWorld } from "../wiring/access/outside-ports.js";
import type { ProcessEnvironment } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";

/** The function as its environment describes it. */
export function startProvision(env: ProcessEnvironment): (event: unknown) => Promise<unknown> {
  return startOrThrow(ACCESS_PROVISION, env, (environment) => {
    const world = outsideWorld(environment, env);
    const ports = {
      ...world,
      subjects: dynamoDbFlags(world.database, environment.subjectTable),
      groupsOf: async (person: Requester) => {
        const stored = person.kind === "service" ? [] : await world.storedGroups?.(person.id);
        const { people } = await world.entitlements();
        return groupsToday(person, people, stored);
      },
    };
    const sweep = functionInvoker(functionClient(), environment.sweepFunctionArn);
    return async (event) => {
      const asked = objectOrEmpty(event);
      if (asked["version"] !== 1 || asked["verb"] !== "provision") {
        return refusedAnswer({
          reason: "invalid_request",
          message: "this function provisions, in version 1",
        });
      }
      const answer = await provisionGrant(ports, textOf(asked, "grant"));
      // This function can take nothing away; the one that can need not wait for its next round.
      if (answer.state === "ROLLING_BACK") {
        await sweep({ version: 1, verb: "sweep", grant: answer.grant }, "hand-over");
      }
      return answer;
    };
  });
}
