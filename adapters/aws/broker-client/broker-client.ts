import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { BrokerEvent } from "../../../core/contracts/access-identity.js";
import type { BrokerAddress, BrokerDoor } from "../../../core/contracts/broker-address.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { invokeFunction } from "../invocation/invoke-function.js";
import { askAws, brokerError, isDenied } from "./broker-problem.js";
import { signEvent } from "./sign-event.js";

/** What to ask, and which functions answer it: the first that IAM lets the caller invoke. */
export interface BrokerQuestion {
  readonly asked: Omit<BrokerEvent, "identity" | "version">;
  readonly functions: readonly [BrokerDoor, ...BrokerDoor[]];
}

/** A deployed broker, asked with the AWS credentials of whoever runs the process. */
export interface BrokerClient {
  /** The event for the last of the functions, which is the one that most callers may invoke. */
  event(question: BrokerQuestion): Promise<{ readonly functionArn: string; readonly event: BrokerEvent }>;
  /** The answer, which may be anything. */
  ask(question: BrokerQuestion): Promise<unknown>;
}

/** Milliseconds before each further attempt where Lambda throttles; it has not run the function then. */
const PAUSES: readonly number[] = [200, 600, 1800];
/** Longer than any function of the broker may take. */
const LONGEST_ANSWER_MS = 320_000;

/**
 * The broker at an address, asked with the credentials of the process.
 *
 * Methods reject with OutsideError where AWS throttles, and with CordonError and a code of BROKER_CLIENT_ERROR_CODES.
 */
export function brokerClient(
  address: BrokerAddress,
  pause: (milliseconds: number) => Promise<unknown> = wait,
): BrokerClient {
  const client = new LambdaClient({
    region: address.region,
    // An event that is sent twice is a replay: each attempt is signed anew.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5000, requestTimeout: LONGEST_ANSWER_MS },
  });
  const signed = (functionArn: string, { asked }: BrokerQuestion) =>
    askAws(functionArn, async () =>
      signEvent(asked, {
        region: address.region,
        functionArn,
        credentials: await client.config.credentials(),
        now: new Date(),
        nonce: randomUUID(),
      }),
    );
  const askFunction = async (functionArn: string, question: BrokerQuestion): Promise<unknown> => {
    for (let attempt = 0; ; attempt += 1) {
      const event = await signed(functionArn, question);
      try {
        return await answerOf(client, functionArn, event);
      } catch (error) {
        const milliseconds = error instanceof OutsideError ? PAUSES[attempt] : undefined;
        if (milliseconds === undefined) throw error;
        await pause(milliseconds);
      }
    }
  };
  return {
    event: async (question) => {
      const functionArn = address[question.functions.at(-1) ?? question.functions[0]];
      return { functionArn, event: await signed(functionArn, question) };
    },
    ask: async (question) => {
      const [first, ...others] = question.functions;
      const last = others.at(-1);
      if (last === undefined) return askFunction(address[first], question);
      try {
        return await askFunction(address[first], question);
      } catch (error) {
        if (!isDenied(error)) throw error;
        return askFunction(address[last], question);
      }
    },
  };
}

async function answerOf(client: LambdaClient, functionArn: string, event: BrokerEvent): Promise<unknown> {
  const invoked = await askAws(functionArn, () => invokeFunction(client, functionArn, event, "answer"));
  if (invoked.ok) return invoked.answer;
  throw brokerError(
    {
      code: "CORDON_BROKER_FUNCTION_FAILED",
      summary: `the function ends with an error (${invoked.functionError})`,
      allowed: "an answer",
      fix: "look at the log of the function, then try again with the same client token",
    },
    invoked.message,
    functionArn,
  );
}
