import { verb } from "../command.js";
import { failOn, format, now, option } from "../options.js";
import type { PolicyCheckOptions } from "./check-run.js";

/** `cordon policy check`. */
export const policyCheck = verb<readonly [path: string | undefined], PolicyCheckOptions>({
  name: "check",
  summary: "find policies that are wrong, dead or too wide",
  description:
    "Checks access policies against their schema, then lists what their authors did not mean: shadowed, " +
    "conflicting and unreachable policies, expired and expiring ones, and those that allow too much.",
  arguments: [["[path]", "a file of access policies, or a directory of them"]],
  options: [
    option("--policies <file|dir>", "the same, as the other subcommands have it"),
    format<PolicyCheckOptions["format"]>(["table", "json"]),
    failOn(),
    option("--expiring-within <days>", "name policies that expire within so many days", "30"),
    now("the time by which policies expire (default: now)"),
    option("--allow-head", "accept http:HEAD, because a table of routes names it"),
  ],
  exitCodes:
    "0 no findings, 1 findings, 2 unreadable or malformed policies (every problem on a line of its own).",
  example: "cordon policy check examples/policies --now 2026-06-01T00:00:00Z",
  load: async () => (await import("./check-run.js")).runPolicyCheck,
});
