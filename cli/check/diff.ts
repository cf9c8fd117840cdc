import { Option } from "commander";
import { SEVERITIES } from "../../core/guardrails/guardrail.js";
import { verb } from "../command.js";
import { allowUnknown, format, now, option } from "../options.js";
import { configurationOptions } from "./configuration-options.js";
import type { DiffOptions } from "./diff-run.js";

/** `cordon diff`. */
export const diff = verb<readonly [before: string, after: string | undefined], DiffOptions>({
  name: "diff",
  summary: "show what a change opens and closes, and whether applying it cuts anything",
  description:
    "Compares two inputs of `cordon check`: conversations and findings gained and lost, the numbers before and after, " +
    "and how Terraform will carry the change out: in place, by replacement, with a clash, and what is cut meanwhile.",
  arguments: [
    ["<old>", "the input before the change, or one plan alone: its prior state against what it plans"],
    ["[new]", "the input after the change"],
  ],
  options: [
    format<DiffOptions["format"]>(["table", "json", "markdown"]),
    new Option(
      "--fail-on <what...>",
      "exit 1 on broader access, or on a gained finding of at least a severity",
    ).choices(["broadening", ...SEVERITIES]),
    new Option(
      "--recipe",
      "print nothing but the moved, removed and import blocks that hand rules over, as HCL",
    ),
    option(
      "--source <dir>",
      "the configuration of the plan after the change, or of the one plan: as for `cordon check`",
    ),
    option("--old-source <dir>", "the configuration of the plan before the change"),
    option("--acknowledge <file>", "JSON file of accepted findings, each with reason and expiry"),
    allowUnknown("what the inputs leave open"),
    ...configurationOptions(),
    now("the time at which acknowledgements expire (default: now)"),
  ],
  exitCodes: "0 compared   1 --fail-on says so   2 bad usage or unreadable input   3 something is UNKNOWN",
  example: "cordon diff main/cdktf.out cdktf.out --format markdown --fail-on broadening",
  load: async () => (await import("./diff-run.js")).runDiff,
});
