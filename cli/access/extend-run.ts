import { randomUUID } from "node:crypto";
import { extendGrant } from "../../services/access-broker/extend-grant.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { minutesOf } from "./minutes.js";
import { printAnswer } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access extend`. */
export type ExtendArguments = readonly [grant: string];

/** The options of `cordon access extend`. */
export interface ExtendOptions extends LiveOptions {
  readonly minutes: string;
  readonly clientToken?: string;
}

/** Asks for the continuation of a grant. */
export function runExtend(
  [grant]: ExtendArguments,
  options: ExtendOptions,
  streams: Streams,
): Promise<number> {
  const command = { grant, minutes: minutesOf(options.minutes) };
  const token = options.clientToken ?? randomUUID();
  return runLive(
    options,
    streams,
    {
      question: question("extend", command, token),
      isAnswer: isAboutGrants,
      local: (session) => extendGrant(session.ports, personal(session), command, token),
    },
    (answer) => printAnswer(answer, options, streams),
  );
}
