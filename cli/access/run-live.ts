import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { askOnce, type LiveVerb, openBroker } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { printAnswer } from "./print-answer.js";

/** Runs a live verb and prints its answer, or with `--print-event` the event. */
export async function runLive<T>(
  options: LiveOptions,
  streams: Streams,
  verb: LiveVerb<T>,
  print: (answer: T) => Promise<number>,
): Promise<number> {
  const broker = await openBroker(options, streams);
  if (broker.print !== undefined) {
    await broker.print(verb.question);
    return EXIT.clean;
  }
  const asked = await askOnce(broker, verb, streams);
  return asked.ok ? print(asked.answer) : printAnswer(asked.refusal, options, streams);
}
