import { type Command, Option } from "commander";
import { SEVERITIES } from "../../core/policy/analysis/severity.js";
import type { CheckOptions } from "./check-run.js";

/** Adds `cordon policy check`. */
export function registerPolicyCheck(policy: Command): void {
  policy
    .command("check")
    .summary("find policies that are wrong, dead or too wide")
    .description(
      "Checks access policies against their schema, then lists what their authors did not mean: shadowed, " +
        "conflicting and unreachable policies, expired and expiring ones, and those that allow too much.",
    )
    .argument("[path]", "a file of access policies, or a directory of them")
    .option("--policies <file|dir>", "the same, as the other subcommands have it")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .addOption(
      new Option("--fail-on <severity>", "lowest severity of a finding that makes exit 1")
        .choices(SEVERITIES)
        .default("low"),
    )
    .option("--expiring-within <days>", "name policies that expire within so many days", "30")
    .option("--now <instant>", "the time by which policies expire (default: now)")
    .addHelpText(
      "after",
      `
Exit codes: 0 no findings, 1 findings, 2 unreadable or malformed policies (every problem on a line of its own).

Example:
  $ cordon policy check examples/policies --now 2026-06-01T00:00:00Z`,
    )
    .action(async (path: string | undefined, options: CheckOptions) => {
      const { runPolicyCheck } = await import("./check-run.js");
      runPolicyCheck(path, options);
    });
}
