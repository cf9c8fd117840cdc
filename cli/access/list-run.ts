import { listGrants } from "../../services/access-broker/list-grants.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { grantJson, grantLine, printEither } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access list`. */
export type ListArguments = readonly [];

/** The options of `cordon access list`. */
export type ListOptions = LiveOptions;

/** Lists grants. */
export function runList(_: ListArguments, options: ListOptions, streams: Streams): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("list"),
      isAnswer: ({ grants }) => Array.isArray(grants),
      local: ({ ports, caller }) => listGrants(ports, caller),
    },
    async ({ grants }) => {
      const lines = grants.length === 0 ? ["no grants"] : grants.map(grantLine);
      await printEither({ grants: grants.map(grantJson) }, lines, options, streams);
      return EXIT.clean;
    },
  );
}
