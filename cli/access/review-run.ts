import { reviewGrant } from "../../services/access-broker/review-grant.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { printAnswer } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access review`. */
export type ReviewArguments = readonly [grant: string];

/** The options of `cordon access review`. */
export type ReviewOptions = LiveOptions;

/** Reviews a grant. */
export function runReview(
  [grant]: ReviewArguments,
  options: ReviewOptions,
  streams: Streams,
): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("review", { grant }),
      isAnswer: isAboutGrants,
      local: (session) => reviewGrant(session.ports, personal(session), { grant }),
    },
    (answer) => printAnswer(answer, options, streams),
  );
}
