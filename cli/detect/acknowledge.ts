import { Option } from "commander";
import { verb } from "../command.js";
import { now, option, required } from "../options.js";
import type { DetectAcknowledgeOptions } from "./acknowledge-run.js";

/** `cordon detect acknowledge`. */
export const detectAcknowledge = verb<readonly [string], DetectAcknowledgeOptions>({
  name: "acknowledge",
  description:
    "Say what a finding was: benign, which the model learns at once, or a true attack, which it never does.",
  arguments: [["<finding>", "the id of the finding, as run prints it"]],
  options: [
    required("--state <dir>", "the folder of run"),
    new Option("--as <verdict>", "what the finding was").choices(["benign", "true"]).makeOptionMandatory(),
    required("--reason <text>", "why, for whoever reads it later"),
    option(
      "--until <instant>",
      "mute findings of the same change until then; they are still found and recorded",
    ),
    now("the instant of the acknowledgement (RFC 3339); left out, the clock's"),
  ],
  exitCodes: "0 acknowledged, 2 bad usage or an unknown finding.",
  example: `cordon detect acknowledge CORDON-DET-000/u-17/2026-03-01 --state detection \\
      --as benign --reason "works from Lyon until April" --until 2026-04-01T00:00:00Z`,
  load: async () => (await import("./acknowledge-run.js")).runDetectAcknowledge,
});
