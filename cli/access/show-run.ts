import { showGrant } from "../../services/access-broker/show-grant.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { grantJson, grantLine, printEither } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access show`. */
export type ShowArguments = readonly [grant: string];

/** The options of `cordon access show`. */
export type ShowOptions = LiveOptions;

/** Shows a grant. */
export function runShow([grant]: ShowArguments, options: ShowOptions, streams: Streams): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("show", { grant }),
      isAnswer: isAboutGrants,
      local: ({ ports, caller }) => showGrant(ports, caller, { grant }),
    },
    async (answer) => {
      const { request, given, documentHash } = answer;
      const details = Object.entries({ request, given, documentHash })
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      await printEither(grantJson(answer), [grantLine(answer), ...details], options, streams);
      return answer.refused ? EXIT.findings : EXIT.clean;
    },
  );
}
