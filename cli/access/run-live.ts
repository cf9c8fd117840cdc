import { refusedAnswer } from "../../services/access-broker/answer.js";
import { OutsideError } from "../../services/intent-do-sweep/outside-error.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { inLocalMode, type LocalSession } from "./local-session.js";
import { printAnswer } from "./print-answer.js";

/** Runs a live verb and prints its answer; where the outside world fails, the answer is a refusal. */
export async function runLive<T>(
  options: LiveOptions,
  streams: Streams,
  verb: (session: LocalSession) => Promise<T>,
  print: (answer: T) => Promise<number>,
): Promise<number> {
  let answer: T;
  try {
    answer = await inLocalMode(options, streams, verb);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return printAnswer(refusedAnswer({ reason: "throttled", message: error.message }), options, streams);
  }
  return print(answer);
}
