import { verb } from "../command.js";
import { allowUnknown, choice, format, now } from "../options.js";
import type { PolicyDiffOptions } from "./diff-run.js";

/** `cordon policy diff`. */
export const policyDiff = verb<readonly [before: string, after: string], PolicyDiffOptions>({
  name: "diff",
  summary: "compare two sets of access policies by what they allow",
  description:
    "Finds the requests that two sets of access policies answer differently, and shows one witness for every " +
    "pair of policies that give the old and the new answer.",
  arguments: [
    ["<old>", "a file of access policies, or a directory of them"],
    ["<new>", "the same after the change"],
  ],
  options: [
    format<PolicyDiffOptions["format"]>(["table", "json"]),
    choice<PolicyDiffOptions["failOn"]>("--fail-on <change>", "what makes exit 1", ["any", "gained"]),
    allowUnknown("a search that was cut off"),
    now("the time near which witnesses are looked for (default: now)"),
  ],
  exitCodes: `0 the same access, 1 access gained or lost, 2 unreadable or malformed policies,
            3 no difference found, but the request space could not be searched whole.`,
  example: "cordon policy diff main/policies policies --fail-on gained",
  load: async () => (await import("./diff-run.js")).runPolicyDiff,
});
