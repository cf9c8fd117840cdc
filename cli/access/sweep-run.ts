import { sweep } from "../../services/access-broker/sweep.js";
import type { SweepAnswer } from "../../services/access-broker/verbs.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { printEither } from "./print-answer.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access sweep`. */
export type SweepArguments = readonly [];

/** The options of `cordon access sweep`. */
export type SweepOptions = LiveOptions;

const LISTS: readonly (keyof SweepAnswer)[] = [
  "revoked",
  "rolledBack",
  "orphans",
  "lapsed",
  "stuck",
  "failed",
];

/** Sweeps once. */
export function runSweep(_: SweepArguments, options: SweepOptions, streams: Streams): Promise<number> {
  return runLive(
    options,
    streams,
    {
      question: question("sweep"),
      isAnswer: (answer) => LISTS.every((list) => Array.isArray(answer[list])),
      local: ({ ports }) => sweep(ports),
    },
    async (answer) => {
      const found = Object.entries(answer).filter(([, ids]) => ids.length > 0);
      const lines = found.map(([list, ids]) => `${list}: ${ids.join(", ")}`);
      await printEither(jsonOf(answer), lines.length === 0 ? ["nothing to do"] : lines, options, streams);
      return answer.failed.length === 0 ? EXIT.clean : EXIT.findings;
    },
  );
}

/** The lists of the contract always, the others where something is in them. */
function jsonOf({ revoked, rolledBack, orphans, lapsed, stuck, ...others }: SweepAnswer): object {
  const some = Object.fromEntries(Object.entries(others).filter(([, ids]) => ids.length > 0));
  return { revoked, rolledBack, orphans, lapsed, stuck, ...some };
}
