import { approveGrant } from "../../services/access-broker/approve-grant.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { minutesOf } from "./minutes.js";
import { printAnswer } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access approve`. */
export type ApproveArguments = readonly [grant: string];

/** The options of `cordon access approve`. */
export interface ApproveOptions extends LiveOptions {
  readonly hash: string;
  readonly minutes?: string;
}

/** Approves a request. */
export function runApprove(
  [grant]: ApproveArguments,
  options: ApproveOptions,
  streams: Streams,
): Promise<number> {
  const { hash, minutes } = options;
  const command = { grant, hash, ...(minutes === undefined ? {} : { minutes: minutesOf(minutes) }) };
  return runLive(
    options,
    streams,
    {
      question: question("approve", command),
      isAnswer: isAboutGrants,
      local: (session) => approveGrant(session.ports, personal(session), command),
    },
    (answer) => printAnswer(answer, options, streams),
  );
}
