import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** What a function answered, or how it failed. */
export type Invoked =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly functionError: string; readonly message: string };

/**
 * Invokes a function: and waits for its answer, or only hands the event over.
 *
 * Rejects with the SDK's error where Lambda does not run it, and with a SyntaxError where it answers no JSON.
 */
export async function invokeFunction(
  client: LambdaClient,
  functionName: string,
  event: object,
  how: "answer" | "hand-over",
): Promise<Invoked> {
  const { FunctionError: functionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: how === "answer" ? "RequestResponse" : "Event",
      Payload: new TextEncoder().encode(JSON.stringify(event)),
    }),
  );
  const message = new TextDecoder().decode(Payload ?? new Uint8Array());
  if (functionError !== undefined) return { ok: false, functionError, message };
  return { ok: true, answer: message === "" ? undefined : JSON.parse(message) };
}
