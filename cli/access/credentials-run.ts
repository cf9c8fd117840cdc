import { formatInstant } from "../../core/time/instant.js";
import { refusedAnswer } from "../../services/access-broker/answer.js";
import { type AssumeAnswer, assumeTarget, assumptionOf } from "../../services/access-broker/assume-target.js";
import type { GrantAnswer } from "../../services/access-broker/verbs.js";
import { OutsideError } from "../../services/intent-do-sweep/outside-error.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { askOnce, type LiveVerb, openBroker } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { answerText, printAnswer, printEither } from "./print-answer.js";
import { question } from "./question.js";

/** The arguments of `cordon access credentials`. */
export type CredentialsArguments = readonly [grant: string];

/** The options of `cordon access credentials`. */
export type CredentialsOptions = LiveOptions;

/** Assumes the target of a grant; in local mode it says what it would assume, since there is no STS. */
export async function runCredentials(
  [grant]: CredentialsArguments,
  options: CredentialsOptions,
  streams: Streams,
): Promise<number> {
  const verb: LiveVerb<AssumeAnswer | GrantAnswer> = {
    question: question("credentials", { grant }),
    isAnswer: ({ wouldAssume, expiration }) =>
      typeof wouldAssume === "string" && typeof expiration === "string",
    local: (session) => assumeTarget(session.ports, personal(session), { grant }),
  };
  const broker = await openBroker(options, streams);
  if (broker.print !== undefined) {
    await broker.print(verb.question);
    return EXIT.clean;
  }
  const asked = await askOnce(broker, verb, streams);
  const answer = asked.ok ? asked.answer : asked.refusal;
  if ("refused" in answer) return printRefusal(answer, options, streams);
  if (broker.address === undefined) {
    await printEither(answer, [JSON.stringify(answer)], options, streams);
    return EXIT.clean;
  }
  return printSession(answer, broker.address.region, options, streams);
}

/** What the AWS CLI and SDKs read from a credential process ("Sourcing credentials with an external process"). */
async function printSession(
  answer: AssumeAnswer,
  region: string,
  options: CredentialsOptions,
  streams: Streams,
): Promise<number> {
  const assumption = assumptionOf(answer);
  const { assumeRole } = await import("../../adapters/aws/role-session/assume-role.js");
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await assumeRole(
      assumption,
      region,
      Date.now(),
    );
    const printed = {
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      // The session may outlive the grant, whose policy allows nothing then: nobody should be told otherwise.
      Expiration: formatInstant(Math.min(expiration, assumption.deadline)),
    };
    await printEither(printed, [JSON.stringify(printed)], options, streams);
    return EXIT.clean;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return printRefusal(refusedAnswer({ reason: "throttled", message: error.message }), options, streams);
  }
}

async function printRefusal(
  refusal: GrantAnswer,
  options: CredentialsOptions,
  streams: Streams,
): Promise<number> {
  // The AWS CLI shows what a credential process that fails says there, and nothing else of it.
  if (options.broker !== undefined) await streams.err.write(answerText(refusal, options));
  return printAnswer(refusal, options, streams);
}
