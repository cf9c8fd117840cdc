import type { LambdaClient } from "@aws-sdk/client-lambda";
import { objectOrEmpty } from "../../../core/json/values.js";
import type { Provisioner } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { invokeFunction } from "../invocation/invoke-function.js";
import { outside } from "../outside/outside-call.js";

/** Hands a grant to the function that provisions, and waits for what becomes of it. */
export function lambdaProvisioner(client: LambdaClient, functionName: string): Provisioner {
  const invoke = functionInvoker(client, functionName);
  return {
    provision: async (grant) => {
      const answer = objectOrEmpty(await invoke({ version: 1, verb: "provision", grant }, "answer"));
      const { refused, reason, message } = answer;
      if (typeof refused !== "boolean" || typeof reason !== "string") {
        throw new OutsideError("throttled", `${functionName} does not say what became of ${grant}`);
      }
      return { refused, reason, message: typeof message === "string" ? message : "" };
    },
  };
}

/** Invokes another function of the broker: and waits for its answer, or only hands the event over. */
export function functionInvoker(
  client: LambdaClient,
  functionName: string,
): (event: object, how: "answer" | "hand-over") => Promise<unknown> {
  return (event, how) =>
    outside(async () => {
      const invoked = await invokeFunction(client, functionName, event, how);
      if (invoked.ok) return invoked.answer;
      throw new OutsideError("throttled", `${functionName} fails: ${invoked.functionError}`);
    });
}
