import type { BrokerClient, BrokerQuestion } from "../../adapters/aws/broker-client/broker-client.js";
import type { BrokerAddress } from "../../core/contracts/broker-address.js";
import { type JsonObject, objectOrEmpty } from "../../core/json/values.js";
import { refusedAnswer } from "../../services/access-broker/answer.js";
import type { GrantAnswer } from "../../services/access-broker/verbs.js";
import { OutsideError } from "../../services/intent-do-sweep/outside-error.js";
import { refusedOption } from "../input/refuse-option.js";
import { spinning } from "../output/spinner.js";
import type { Streams } from "../streams.js";
import { loadBrokerAddress } from "./broker-outputs.js";
import type { LiveOptions } from "./live-options.js";
import { inLocalMode, type LocalSession } from "./local-session.js";

/** A live verb: what it asks a deployed broker, and what it does in local mode. */
export interface LiveVerb<T> {
  readonly question: BrokerQuestion;
  /** Whether an answer of a function is the verb's own. A refusal need not be. */
  readonly isAnswer: (answer: JsonObject) => boolean;
  readonly local: (session: LocalSession) => Promise<T>;
}

/** The answer of a verb, or a refusal instead of one. */
export type Asked<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly refusal: GrantAnswer };

/** The broker that the options name. */
export interface LiveBroker {
  ask<T>(verb: LiveVerb<T>): Promise<Asked<T>>;
  /** What stands in AWS. @default - local mode */
  readonly address?: BrokerAddress;
  /** Prints the event instead of sending it: `--print-event`. @default - it is to be sent */
  readonly print?: (question: BrokerQuestion) => Promise<void>;
}

/** Whether the answer is about a grant, or about several. */
export function isAboutGrants({ refused, outcomes }: JsonObject): boolean {
  return typeof refused === "boolean" || Array.isArray(outcomes);
}

/**
 * Opens the broker of `--local` or of `--broker`.
 *
 * @throws CordonError CORDON_OPTION_REFUSED for options that do not go together, and what reading the outputs says
 */
export async function openBroker(options: LiveOptions, streams: Streams): Promise<LiveBroker> {
  checkMode(options);
  if (options.broker === undefined) {
    return { ask: (verb) => asked(() => inLocalMode(options, streams, verb.local)) };
  }
  const address = await loadBrokerAddress(options.broker, streams);
  // Here, because no other verb waits for the AWS SDK.
  const { brokerClient } = await import("../../adapters/aws/broker-client/broker-client.js");
  const client = brokerClient(address);
  return {
    address,
    ask: (verb) => askFunctions(client, address, verb),
    ...(options.printEvent === true ? { print: (question) => printEvent(client, question, streams) } : {}),
  };
}

/** Asks once, under a spinner where the way is long. */
export function askOnce<T>(broker: LiveBroker, verb: LiveVerb<T>, { err }: Streams): Promise<Asked<T>> {
  if (broker.address === undefined) return broker.ask(verb);
  return spinning(err, "asking the broker", () => broker.ask(verb));
}

async function askFunctions<T>(
  client: BrokerClient,
  address: BrokerAddress,
  { question, isAnswer }: LiveVerb<T>,
): Promise<Asked<T>> {
  const got = await asked(() => client.ask(question));
  if (!got.ok) return withToken(got.refusal, question);
  const answer = objectOrEmpty(got.answer);
  if (isAnswer(answer)) return { ok: true, answer: answer as T };
  if (answer["refused"] === true) return { ok: false, refusal: answer as unknown as GrantAnswer };
  const { unknownAnswer } = await import("../../adapters/aws/broker-client/broker-problem.js");
  throw unknownAnswer(got.answer, address[question.functions[0]]);
}

/** A repeat is the same request only with the same token. */
function withToken(refusal: GrantAnswer, { asked: { verb, clientToken } }: BrokerQuestion): Asked<never> {
  if (verb !== "request" && verb !== "extend") return { ok: false, refusal };
  const message = `${refusal.message}; try again with --client-token ${clientToken}`;
  return { ok: false, refusal: { ...refusal, message } };
}

/** The answer; where the outside world fails, a refusal. */
async function asked<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, answer: await ask() };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { ok: false, refusal: refusedAnswer({ reason: "throttled", message: error.message }) };
  }
}

async function printEvent(
  client: BrokerClient,
  question: BrokerQuestion,
  { out, err }: Streams,
): Promise<void> {
  const { functionArn, event } = await client.event(question);
  await err.write(`for ${functionArn}, once, within a minute\n`);
  await out.write(`${JSON.stringify(event, null, 2)}\n`);
}

/** Options that say who and when it is: AWS says both of a deployed broker. */
const LOCAL_ONLY = ["as", "group", "now"] as const;

function checkMode(options: LiveOptions): void {
  const { local, broker, printEvent: prints } = options;
  if (local === undefined && broker === undefined) {
    throw refusedOption({
      where: "--broker",
      summary: "there is no broker to ask",
      allowed: "the outputs of a stack with JitAccess; or --local and a folder that holds entitlements.json",
      fix: "name one with --broker or --local",
    });
  }
  if (local !== undefined && broker !== undefined) {
    throw refusedOption({
      where: "--broker",
      summary: "there is one broker too many",
      got: broker,
      allowed: "--broker or --local",
      fix: "leave one of them out",
    });
  }
  if (local !== undefined && prints === true) {
    throw refusedOption({
      where: "--print-event",
      summary: "local mode has no function, and so no event",
      allowed: "--print-event with --broker",
      fix: "leave it out, or name a broker with --broker",
    });
  }
  const wrong = broker === undefined ? undefined : LOCAL_ONLY.find((name) => options[name] !== undefined);
  if (wrong !== undefined) {
    throw refusedOption({
      where: `--${wrong}`,
      summary: "AWS says who asks a deployed broker, and what time it is",
      got: [options[wrong]].flat().join(", "),
      allowed: `--${wrong} with --local`,
      fix: "leave it out",
    });
  }
}
