import { findingFolder } from "../../adapters/files/finding-folder.js";
import type { FindingAcknowledgement } from "../../core/detection/findings/finding.js";
import { instantOf } from "../input/now.js";
import { refusedOption } from "../input/refuse-option.js";
import { EXIT } from "../output/exit-codes.js";
import { printable } from "../output/text.js";
import type { Streams } from "../streams.js";
import { findingIn } from "./finding-in.js";
import { instantOption } from "./options.js";

/** The options of `cordon detect acknowledge`. */
export interface DetectAcknowledgeOptions {
  readonly state: string;
  readonly as: "benign" | "true";
  readonly reason: string;
  readonly until?: string;
  readonly now?: string;
}

/** Adds the acknowledgement to the state; of several, the last one counts. */
export async function runDetectAcknowledge(
  [id]: readonly [string],
  options: DetectAcknowledgeOptions,
  streams: Streams,
): Promise<number> {
  const now = instantOf(options.now);
  if (options.reason.trim() === "") {
    throw refusedOption({
      where: "--reason",
      summary: "the reason is empty",
      got: options.reason,
      allowed: "a text",
      fix: "say why, for whoever reads it later",
    });
  }
  const until = untilOf(options.until, now);
  const store = findingFolder(options.state);
  const state = await store.read();
  const { rule, subject, change } = findingIn(state, id, options.state);
  const acknowledgement: FindingAcknowledgement = {
    finding: id,
    as: options.as,
    reason: options.reason,
    at: new Date(now).toISOString(),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    rule,
    subject,
    change,
  };
  await store.write({ ...state, acknowledgements: [...state.acknowledgements, acknowledgement] });
  const muted = until === undefined ? "" : `; ${change} is muted until ${new Date(until).toISOString()}`;
  await streams.out.write(printable(`acknowledged as ${options.as}: ${id}${muted}`).concat("\n"));
  return EXIT.clean;
}

function untilOf(text: string | undefined, now: number): number | undefined {
  const until = text === undefined ? undefined : instantOption("--until", text);
  if (until === undefined || until > now) return until;
  throw refusedOption({
    where: "--until",
    summary: "the instant has passed",
    got: text ?? "",
    allowed: "an instant after --now",
    fix: "choose a later instant, or leave the option out",
  });
}
