import { randomUUID } from "node:crypto";
import { parseInstant } from "../../core/time/instant.js";
import { requestAccess } from "../../services/access-broker/request-access.js";
import type { RequestAnswer, RequestCommand } from "../../services/access-broker/verbs.js";
import { instantOf } from "../input/now.js";
import { numberOption } from "../input/number-option.js";
import { refusedOption } from "../input/refuse-option.js";
import { EXIT } from "../output/exit-codes.js";
import { spinning } from "../output/spinner.js";
import type { Streams } from "../streams.js";
import { askOnce, isAboutGrants, type LiveVerb, openBroker } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { minutesOf } from "./minutes.js";
import { answerText, outcomesOf, printAnswer, printOutcome } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";
import { waitForGrants } from "./wait-for-grants.js";

/** The arguments of `cordon access request`. */
export type RequestArguments = readonly [entitlements: readonly string[]];

/** The options of `cordon access request`. */
export interface RequestOptions extends LiveOptions {
  readonly minutes: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly action?: readonly string[];
  readonly resource?: readonly string[];
  readonly notBefore?: string;
  readonly breakGlass?: boolean;
  readonly clientToken?: string;
  readonly wait?: boolean;
  readonly timeout?: string;
}

/** Asks for entitlements, and with `--wait` stays until it is decided. */
export async function runRequest(
  [entitlements]: RequestArguments,
  options: RequestOptions,
  streams: Streams,
): Promise<number> {
  const command = commandOf(entitlements, options);
  const token = options.clientToken ?? randomUUID();
  const until = untilOf(options);
  const verb: LiveVerb<RequestAnswer> = {
    question: question("request", { ...command }, token),
    isAnswer: isAboutGrants,
    local: (session) => requestAccess(session.ports, personal(session), command, token),
  };
  if (options.wait !== true) {
    return runLive(options, streams, verb, (answer) => printAnswer(answer, options, streams));
  }
  const broker = await openBroker(options, streams);
  if (broker.print !== undefined) {
    throw refusedOption({
      where: "--wait",
      summary: "an event that is printed has no answer to wait for",
      allowed: "--wait or --print-event",
      fix: "leave one of them out",
    });
  }
  const asked = await askOnce(broker, verb, streams);
  if (!asked.ok) return printAnswer(asked.refusal, options, streams);
  // Whoever must approve needs the command while this one waits.
  if (isPending(asked.answer)) await streams.err.write(answerText(asked.answer, options));
  const { answer, isDecided } = await spinning(streams.err, "waiting", (say) =>
    waitForGrants(asked.answer, broker, {
      ...(until === undefined ? {} : { until }),
      isScheduled: parseInstant(options.notBefore ?? "") > instantOf(options.now),
      now: () => instantOf(options.now),
      say: (now) => say(`waiting: ${stateOf(now)}`),
    }),
  );
  const exitCode = await printOutcome(answer, options, streams);
  return isDecided ? exitCode : EXIT.incomplete;
}

function untilOf({ wait, timeout }: RequestOptions): number | undefined {
  if (timeout === undefined) return undefined;
  const problem = {
    where: "--timeout",
    summary: wait === true ? "this is no time to wait" : "only --wait has a time-out",
    allowed: "a number of seconds, with --wait",
    fix: "write --wait --timeout 600",
  };
  if (wait !== true) throw refusedOption({ ...problem, got: timeout });
  return Date.now() + numberOption(timeout, problem) * 1000;
}

function isPending(answer: RequestAnswer): boolean {
  return outcomesOf(answer).some(({ state }) => state === "PENDING");
}

function stateOf(answer: RequestAnswer): string {
  return outcomesOf(answer)
    .map(({ state }) => state ?? "refused")
    .join(", ");
}

function commandOf(entitlements: readonly string[], options: RequestOptions): RequestCommand {
  const { minutes, reason, ticket, action, resource, notBefore, breakGlass } = options;
  const [first] = entitlements;
  return {
    entitlement: entitlements.length === 1 && first !== undefined ? first : entitlements,
    minutes: minutesOf(minutes),
    ...(reason === undefined ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(action === undefined ? {} : { actions: action }),
    ...(resource === undefined ? {} : { resources: resource }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}
