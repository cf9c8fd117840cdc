import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { objectOrEmpty } from "../../../core/json/values.js";
import type { ProvisionOutcome } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { outside } from "../outside/outside-call.js";

/** Invokes another function of the broker: and waits for its answer, or only hands the event over. */
export function functionInvoker(
  client: LambdaClient,
  functionName: string,
): (event: object, how: "answer" | "hand-over") => Promise<unknown> {
  return (event, how) =>
    outside(async () => {
      const answer = await client.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: how === "answer" ? "RequestResponse" : "Event",
          Payload: new TextEncoder().encode(JSON.stringify(event)),
        }),
      );
      if (answer.FunctionError !== undefined) {
        throw new OutsideError("throttled", `${functionName} fails: ${answer.FunctionError}`);
      }
      const text = new TextDecoder().decode(answer.Payload ?? new Uint8Array());
      return text === "" ? undefined : JSON.parse(text);
    });
}

/**
 * What the provisioning function answered. An answer that cannot be read is no success: the sweep finds what came of it.
 *
 * @throws OutsideError "throttled" where it is no answer of the function
 */
export function provisionOutcome(answer: unknown): ProvisionOutcome {
  const { refused, reason, message } = objectOrEmpty(answer);
  if (typeof refused !== "boolean" || typeof reason !== "string" || typeof message !== "string") {
    throw new OutsideError("throttled", "the provisioning function gave no answer");
  }
  return { refused, reason, message };
}
