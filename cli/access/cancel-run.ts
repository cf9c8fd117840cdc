import { cancelGrant } from "../../services/access-broker/cancel-grant.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { printAnswer } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access cancel`. */
export type CancelArguments = readonly [grant: string];

/** The options of `cordon access cancel`. */
export type CancelOptions = LiveOptions;

/** Takes a request back. */
export function runCancel(
  [grant]: CancelArguments,
  options: CancelOptions,
  streams: Streams,
): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("cancel", { grant }),
      isAnswer: isAboutGrants,
      local: (session) => cancelGrant(session.ports, personal(session), { grant }),
    },
    (answer) => printAnswer(answer, options, streams),
  );
}
