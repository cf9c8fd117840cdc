import { Option } from "commander";
import { verb } from "../command.js";
import { format } from "../options.js";
import type { AccessDiffOptions } from "./diff-run.js";

/** `cordon access diff`. */
export const accessDiff = verb<readonly [before: string, after: string], AccessDiffOptions>({
  name: "diff",
  summary: "say what became broader between two files",
  description: "Compares two files of entitlements. What is not surely narrower counts as broadening.",
  arguments: [
    ["<old>", "a file of entitlements"],
    ["<new>", "the same after the change"],
  ],
  options: [
    format<AccessDiffOptions["format"]>(["table", "json"]),
    new Option("--fail-on <change>", "what makes exit 1").choices(["broadening", "any"]),
  ],
  exitCodes: "0 compared, 1 --fail-on says so, 2 bad usage or unreadable input.",
  example: "cordon access diff main/entitlements.json entitlements.json --fail-on broadening",
  load: async () => (await import("./diff-run.js")).runAccessDiff,
});
