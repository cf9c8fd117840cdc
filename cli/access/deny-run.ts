import { denyGrant } from "../../services/access-broker/deny-grant.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { printAnswer } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access deny`. */
export type DenyArguments = readonly [grant: string];

/** The options of `cordon access deny`. */
export type DenyOptions = LiveOptions;

/** Refuses a request. */
export function runDeny([grant]: DenyArguments, options: DenyOptions, streams: Streams): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("deny", { grant }),
      isAnswer: isAboutGrants,
      local: (session) => denyGrant(session.ports, personal(session), { grant }),
    },
    (answer) => printAnswer(answer, options, streams),
  );
}
